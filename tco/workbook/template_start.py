"""The first sheet of the input workbook: how to fill it in, what the colours mean, and what each sheet asks."""

from __future__ import annotations

from collections.abc import Sequence

from tco.workbook.page import Page
from tco.workbook.paper import line_height, set_widths
from tco.workbook.questions import BY_AGE, BY_YEAR, RANGES, Section
from tco.workbook.style import BAND, GREY, HEADER_TEXT, HEADING, INPUT, JUMP, LABEL, NOTE, TITLE, Role
from tco.workbook.template_paper import LETTERS_IN_A_WIDTH, set_plain_paper

WIDTHS = (5.0, 27.0, 96.0, 16.0)
STEPS = (
    (
        "Begin",
        "With the sheet Plan, then Enrolment and what you plan: devices, network, software, positions and so on. Leave out the rest.",
    ),
    (
        "Where to type",
        "In the cream cells with a border. Each says what it takes when you choose it; 'required' stands beside what must be answered.",
    ),
    (
        "Ids",
        "Give every item an id of its own: small letters, digits and _, such as student_laptops. Other sheets call it by that name. "
        "Its label may change later, its id should not.",
    ),
    ("Numbers", "Shares as per cent (5%), money in dollars, a fiscal year as the year in which it ends (2027)."),
    (
        "Figures that change",
        f"Put them on the sheet {BY_YEAR} or {BY_AGE} and leave their own cell empty. A figure is called by its path: "
        "section, id and name with dots between, such as devices.student_laptops.life.",
    ),
    (
        "How sure you are",
        f"Low, high, source and note of a figure go on the sheet {RANGES}. Say yes under Assumption where nobody published it.",
    ),
    ("Examples", "Grey lines and columns show one filled entry each, of a made-up district. They are not read."),
    (
        "Please keep",
        "The names of sheets and headings. Columns may be moved, lines inserted and sorted; do not merge cells.",
    ),
    (
        "When done",
        "Save as .xlsx and check it with: tco check plan.xlsx. Every fault is named with its sheet and cell. "
        "Then: tco run plan.xlsx --out budget.xlsx",
    ),
)
COLOURS = (
    (INPUT, "your answer", "Blue on cream with a border: to be filled in."),
    (Role(GREY, italic=True), "example", "Grey and slanted: an example, not read."),
    (
        Role(GREY, BAND, size=9),
        "% or $",
        "Grey on blue: how the answer is given, whether it is needed, and its name in paths.",
    ),
)
STEP = Role(wrap=True, down="top")
WORD = Role(bold=True, down="top")
NUMBER = Role(GREY, across="center", down="top")


def write_start(page: Page, sections: Sequence[Section]) -> None:
    """Write the first sheet, with a link to each of the others."""
    set_widths(page.sheet, dict(enumerate(WIDTHS, start=1)))
    page.text(1, 1, "Technology plan: what a district fills in", TITLE)
    page.sheet.row_dimensions[1].height = 24
    page.text(2, 1, "An input workbook for tco. It is read as a plan; the results come as another workbook.", NOTE)
    line = _heading(page, 4, "How to fill it in")
    for number, (word, step) in enumerate(STEPS, start=1):
        page.number(line, 1, number, NUMBER, "0")
        page.text(line, 2, word, WORD)
        page.text(line, 3, step, STEP)
        page.sheet.row_dimensions[line].height = line_height(step, WIDTHS[2] * LETTERS_IN_A_WIDTH)
        line += 1
    line = _heading(page, line + 1, "Colours")
    for role, sample, meaning in COLOURS:
        page.text(line, 2, sample, role)
        page.text(line, 3, meaning, LABEL)
        line += 1
    _write_contents(page, line + 1, sections)
    set_plain_paper(page.sheet)


def _write_contents(page: Page, line: int, sections: Sequence[Section]) -> None:
    line = _heading(page, line, "Sheets")
    for column, head in enumerate(("", "Sheet", "What it asks", "Needed"), start=1):
        page.text(line, column, head or " ", HEADER_TEXT)
    for number, section in enumerate(sections, start=1):
        page.number(line + number, 1, number, Role(GREY, across="center"), "0")
        page.jump(line + number, 2, section.title, section.title, JUMP)
        page.text(line + number, 3, section.intro, LABEL)
        page.text(line + number, 4, "required" if section.needed else "where it applies", LABEL)
        page.sheet.row_dimensions[line + number].height = line_height(section.intro, WIDTHS[2] * LETTERS_IN_A_WIDTH)


def _heading(page: Page, line: int, text: str) -> int:
    page.band(line, 1, len(WIDTHS), HEADING)
    page.text(line, 1, text, HEADING)
    return line + 1
