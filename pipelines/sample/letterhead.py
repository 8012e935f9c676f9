"""What the sample company says of itself in its letters: address, accounts, signature and logo.

Belongs here: that folder. Does not belong here: the pages (pipelines/documents). Every name and
number is invented; the CLABEs have the form and check digit of real ones, of banks that are real.
"""

from pathlib import Path

FOLDER = "documents"
SETTINGS = """\
lines:
  - "Av. de los Cilindros 1450, Parque Industrial El Pistón"
  - "76100 Querétaro, Qro. · RFC HMU010203AB1"
  - "cobranza@hidraulica-muestra.example · +52 442 555 0100"
logo: logo.svg
accounts:
  - currency: MXN
    bank: BBVA
    beneficiary: Hidráulica de Muestra SA de CV
    account: "0150004321"
    clabe: "012680001500043217"
  - currency: USD
    bank: BBVA
    beneficiary: Hidráulica de Muestra SA de CV
    account: "0150009876"
    swift: BCMRMXMMPYM
signature: ["Departamento de Crédito y Cobranza", "Hidráulica de Muestra SA de CV"]
sender: {name: Crédito y Cobranza, email: cobranza@hidraulica-muestra.example}
"""
LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80">
  <rect x="2" y="22" width="118" height="36" rx="5" fill="#1F3864"/>
  <rect x="120" y="33" width="74" height="14" fill="#8FAADC"/>
  <rect x="12" y="28" width="62" height="24" fill="#2E8BC0"/>
  <rect x="74" y="26" width="9" height="28" fill="#EDF1F7"/>
  <circle cx="208" cy="40" r="17" fill="none" stroke="#1F3864" stroke-width="9"/>
</svg>
"""


def write_letterhead(out: Path) -> None:
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "documents.yaml").write_bytes(SETTINGS.encode())
    (folder / "logo.svg").write_bytes(LOGO.encode())
