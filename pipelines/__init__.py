"""cartera: accounts-receivable pipeline and warehouse. The rooms are described in the README."""
