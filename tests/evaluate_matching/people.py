"""Invented customers, and how their names look in a bank's text.

Belongs here: names only. None of them is anybody's.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.sample.tax_ids import company_rfcs

KINDS = [
    "COMERCIALIZADORA",
    "DISTRIBUIDORA",
    "SERVICIOS",
    "INDUSTRIAS",
    "MAQUINADOS",
    "TALLERES",
    "REFACCIONARIA",
    "GRUPO",
    "HIDRAULICA",
    "SUMINISTROS",
    "TRANSPORTES",
    "CONSTRUCTORA",
    "MINERA",
    "AGROINDUSTRIAS",
    "ENSAMBLES",
]
ROOTS = [
    "ALBOR",
    "BRAVIO",
    "CENZON",
    "DALIA",
    "ESTEPA",
    "FARALLON",
    "GUAYAB",
    "HELECHO",
    "IXTAL",
    "JACAR",
    "KUMATE",
    "LINDERO",
    "MEZQUITE",
    "NOPAL",
    "OCELOTE",
    "PALMAR",
    "QUETZ",
    "ROBLE",
    "SABINO",
    "TEPEYAC",
    "UXMAL",
    "VALLE",
    "XOCHIT",
    "YUCCA",
    "ZAFIRO",
    "ANAHUAC",
    "BALSAS",
    "CORCEL",
    "DURAZNO",
    "ENCINO",
    "FRESNO",
    "GIRASOL",
]
ENDS = ["ADA", "ERO", "INA", "OSA", "AL", "EX", "MEX", "TEC", "SUR", "NOR"]
PLACES = [
    "DEL NORTE",
    "DEL BAJIO",
    "DE OCCIDENTE",
    "DEL GOLFO",
    "DE MONTERREY",
    "DE PUEBLA",
    "DEL SURESTE",
    "DE TOLUCA",
    "DEL PACIFICO",
    "DE LEON",
    "Y ASOCIADOS",
    "INDUSTRIAL",
    "Y CIA",
]
FORMS = ["SA DE CV", "S.A. DE C.V.", "S DE RL DE CV", "SAPI DE CV", "SA DE CV", "SC"]
FORM_WORDS = ("SA", "DE", "CV", "S", "RL", "SAPI", "SC")
SMALL_WORDS = (*FORM_WORDS, "DEL", "Y")


@dataclass(frozen=True)
class Customer:
    customer_id: str
    name: str
    rfc: str
    account: str


def invent_customers(count: int, rng: np.random.Generator) -> list[Customer]:
    """One in a hundred bears the name of another one."""
    rfcs = company_rfcs(count, rng)
    found: list[Customer] = []
    for number in range(count):
        root = f"{pick(ROOTS, rng)}{pick(ENDS, rng)}"
        second = f" {pick(ROOTS, rng)}" if rng.random() < 0.6 else ""
        name = f"{pick(KINDS, rng)} {root}{second} {pick(PLACES, rng)} {pick(FORMS, rng)}"
        if found and rng.random() < 0.01:
            name = found[int(rng.integers(len(found)))].name
        account = f"{rng.integers(10**17, 10**18)}"
        found.append(Customer(f"C{number:05d}", name, rfcs[number], account))
    return found


def pick(values: list[str], rng: np.random.Generator) -> str:
    return values[int(rng.integers(len(values)))]


def shortened(name: str, rng: np.random.Generator) -> str:
    """As a bank cuts a name, or as people write it."""
    words = [word for word in name.replace(".", "").split() if word not in FORM_WORDS]
    way = rng.integers(5)
    if way == 0:
        return " ".join(words)[:22].strip()
    if way == 1:
        return " ".join(words[:2])
    if way == 2:
        return " ".join(word[: max(4, len(word) - 3)] for word in words)
    if way == 3:
        return mistyped(" ".join(words), rng)
    return name.title()


def mistyped(text: str, rng: np.random.Generator) -> str:
    place = int(rng.integers(4, len(text) - 1))
    return text[:place] + text[place + 1 :]


def initials(name: str) -> str:
    return "".join(word[0] for word in name.replace(".", "").split() if word not in SMALL_WORDS)
