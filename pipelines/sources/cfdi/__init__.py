"""CFDI: the SAT's electronic vouchers, XML by the thousand, loose or in ZIP archives."""
