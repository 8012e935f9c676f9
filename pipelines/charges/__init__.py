"""Additional charges: what may be proposed, who decides, what is to be posted in the ERP."""
