"""The documents can be relied on: examples run and print what they show, links lead somewhere, generated pages are fresh."""

from __future__ import annotations

import re
import sys
import textwrap
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from tco.formula.number import evaluate
from tco.formula.rows import Model, Timeline
from tco.inputs.plan import PlanForm
from tco.model.ground import ground_rows
from tco.plan import load

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [DOCS / "guide.md", *sorted((DOCS / "guide").glob("*.md"))]
WRITTEN = [
    *sorted(ROOT.glob("*.md")),
    *sorted(DOCS.rglob("*.md")),
    *sorted(ROOT.glob("[!.]*/README.md")),
]
NOTEBOOK = DOCS / "notebooks" / "refresh_cycle.ipynb"
MOST_LINES_OF_A_PAGE = 300


def module(name: str) -> ModuleType:
    """A script of docs/, which is no package."""
    spec = spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    found = module_from_spec(spec)
    sys.modules[spec.name] = found  # where a dataclass looks its module up
    spec.loader.exec_module(found)
    return found


examples = module("examples")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run_and_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wrong = []
    for example, all_said in examples.tried(text, tmp_path):
        wrong += [
            f"{page.name}:{example.line}: {said.asked.strip()}\n{said.real}" for said in all_said if not said.holds
        ]
    assert wrong == [], "python docs/examples.py writes the real output"
    assert len(text.splitlines()) <= MOST_LINES_OF_A_PAGE


def test_an_output_that_is_not_the_real_one_is_found(tmp_path: Path) -> None:
    page = "```pycon\n>>> 1 + 1\n3\n>>> 'a b c'\n'a ... c'\n>>> 'a b c'\n'a ... d'\n```\n"
    said = [each for _, all_said in examples.tried(page, tmp_path) for each in all_said]
    assert [each.holds for each in said] == [False, True, False]


def test_an_example_that_cannot_run_stops_the_test(tmp_path: Path) -> None:
    page = '```toml wrong.toml\nextends = "three_schools.toml"\ntitel = "x"\n```\n'
    with pytest.raises(Exception, match="titel"):
        list(examples.tried(page, tmp_path))


def test_every_section_of_a_plan_has_an_example() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    plain = (DOCS / "guide" / "three_schools.toml").read_text(encoding="utf-8")
    fields = [info.alias or name for name, info in PlanForm.model_fields.items()]
    missing = [name for name in fields if not re.search(rf"^(\[{name}[.\]]|{name} = )", shown + plain, re.MULTILINE)]
    assert missing == []


def test_examples_do_not_share_a_name_within_a_page() -> None:
    for page in PAGES:
        names = [each.name for each in examples.examples(page.read_text(encoding="utf-8")) if each.name]
        assert len(names) == len(set(names)), page.name


# Links ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    broken = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not leads_somewhere(page, target)]
    assert broken == []


def leads_somewhere(page: Path, target: str) -> bool:
    if target.startswith(("https://", "http://")):
        return True
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page
    return there.exists() and (not anchor or anchor in anchors(there.read_text(encoding="utf-8")))


def anchors(text: str) -> set[str]:
    """What a heading is called in a link: small letters, no marks, hyphens for blanks."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_a_broken_link_is_found() -> None:
    assert not leads_somewhere(DOCS / "guide.md", "guide/nowhere.md")
    assert not leads_somewhere(DOCS / "guide.md", "glossary.md#no-such-heading")
    assert leads_somewhere(DOCS / "guide.md", "design.md#functions")


# Generated pages --------------------------------------------------------------------------------------------------------------


def test_the_reference_is_what_the_forms_and_docstrings_say() -> None:
    assert (DOCS / "reference.md").read_text(encoding="utf-8") == module("make_reference").reference(), (
        "run python docs/make_reference.py"
    )


def test_the_notebook_runs_and_shows_what_is_stored(tmp_path: Path) -> None:
    """It is what docs/make_notebook.py makes, and each table and text in it is the real one; pictures are only counted."""
    stored = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    maker = module("make_notebook")
    assert [cell.source for cell in stored.cells] == [cell.source for cell in maker.notebook().cells]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the kernel, in packages of others
        made = maker.executed()
    assert shown_in(stored) == shown_in(made), "run python docs/make_notebook.py"
    assert len(pictures_in(made)) >= 2


def shown_in(notebook: Any) -> list[str]:
    """What the cells print and answer, but for the size of the file that is written."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]
    return [text for text in texts if not text.endswith("MB'")]


def pictures_in(notebook: Any) -> list[str]:
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]


# CONTRIBUTING's worked example ------------------------------------------------------------------------------------------------


def test_the_new_kind_of_item_in_contributing_works() -> None:
    """60 carts for 2 months at $12, prices rising 3 % a year from 2026 on: 60 x 2 x 12 x 1.03 = 1,483.20 in FY2027."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "contributing"}
    for block in re.findall(r"^   ```python\n(.*?)^   ```$", text, re.MULTILINE | re.DOTALL):
        exec(compile(textwrap.dedent(block), "<CONTRIBUTING>", "exec", dont_inherit=True), names)
    figures = {"count": 60, "months": 2, "price": 12, "price_change": 0.03}
    rental = names["Rental"].model_validate({"label": "Carts", **figures})
    form = load(DOCS / "guide" / "three_schools.toml").loaded.form
    years = form.calendar.years
    model = Model(Timeline("years", tuple(f"FY{year}" for year in years), years=years))
    block = model.sheet("services", "Services").block("rentals.carts", rental.label)
    names["rental_rows"](ground_rows(model, form), block, rental)
    (posting,) = model.postings
    assert posting.tags["item"] == "rentals.carts"
    assert evaluate(model).of(posting.row)[0, 0] == pytest.approx(1483.20)


def test_contributing_names_files_that_there_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    said = set(re.findall(r"`((?:tco|tests|docs|scenarios|excel_templates)/[\w./]+)`", text))
    later = {"tco/funding/program.py", "tco/decide/", "tco/consortium/"}
    assert {name for name in said - later if not (ROOT / name).exists()} == set()
