"""Pages as PDF, by Typst: our templates with the company's in place of those of the same name.

Belongs here: the folder Typst works in, the logo, and compiling. Does not belong here: what a page
says (it comes as data) and how it looks (templates).

Typst reads nothing outside that folder, no font of the machine and no clock: the same data give
the same bytes everywhere.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from pipelines.documents.company import Company
from pipelines.documents.page_parts import Part

TEMPLATES = ("style.typ", "page.typ", "statement.typ", "reminder.typ")
FONT_ENDINGS = (".ttf", ".otf", ".ttc")
MAX_LOGO_BYTES = 2 << 20
# Typst itself decides what an image is.
TRIAL = '#image("{logo}", height: 1cm)'


class PageFailed(Exception):
    """A page that Typst refuses. The message is Typst's, without data of a customer."""


class Typesetter:
    """Turns data into PDF. logo: the file that templates may show; logo_fault: why there is none
    although the company names one.
    """

    def __init__(self, folder: Path, logo: str | None, logo_fault: str | None) -> None:
        self.folder = folder
        self.logo = logo
        self.logo_fault = logo_fault
        fonts = [folder] if any(p.suffix.lower() in FONT_ENDINGS for p in folder.iterdir()) else []
        self.fonts = typst.Fonts(include_system_fonts=False, font_paths=fonts)
        self.compilers: dict[str, typst.Compiler] = {}

    def pdf(self, template: str, page: Part) -> bytes:
        """A page as PDF. template: its name without ending. Raises PageFailed if it is at fault."""
        compiler = self.compilers.get(template)
        if compiler is None:
            path = self.folder / f"{template}.typ"
            compiler = typst.Compiler(path, root=self.folder, font_paths=self.fonts)
            self.compilers[template] = compiler
        try:
            made = compiler.compile(
                format="pdf", sys_inputs={"data": json.dumps(page)}, timestamp=0, pdf_tags=False
            )
        except typst.TypstError as error:
            raise PageFailed(f"{template}.typ: {error.message}") from error
        assert isinstance(made, bytes)
        return made


@contextmanager
def typesetter(company: Company) -> Iterator[Typesetter]:
    """A typesetter for the company's letters, while the context lasts."""
    with TemporaryDirectory(prefix="cartera-") as name:
        folder = Path(name)
        for template in TEMPLATES:
            own = company.folder / template
            with as_file(files("pipelines.documents") / "templates" / template) as ours:
                shutil.copyfile(own if own.is_file() else ours, folder / template)
        if company.folder.is_dir():
            for path in company.folder.iterdir():
                if path.suffix.lower() in FONT_ENDINGS and path.is_file():
                    shutil.copyfile(path, folder / path.name)
        fault = logo_fault(company, folder)
        logo = company.logo if company.logo is not None and fault is None else None
        yield Typesetter(folder, logo, fault)


def logo_fault(company: Company, folder: Path) -> str | None:
    """Copies the logo into the folder; why it cannot be shown, None where it can be."""
    if company.logo is None:
        return None
    path = company.folder / company.logo
    if not path.is_file() or path.is_symlink():
        return "the logo is not in the folder"
    if path.stat().st_size > MAX_LOGO_BYTES:
        return f"the logo is larger than {MAX_LOGO_BYTES >> 20} MB"
    shutil.copyfile(path, folder / company.logo)
    trial = folder / "trial.typ"
    trial.write_text(TRIAL.format(logo=company.logo), encoding="utf-8")
    try:
        typst.compile(trial, root=folder, format="pdf", ignore_system_fonts=True, timestamp=0)
    except typst.TypstError:
        return "the logo is not an image"
    finally:
        trial.unlink()
    return None
