"""The ledger: one line per posting, its years linked to the row that was posted, its tags as text behind the years.

Statements add up the ledger by SUMIFS. A posting may itself rest on such a sum (a fee on all services, say), and a range that
holds the line which reads it would be a circle to Excel although its tags differ. So lines stand in the order of what rests on
what, and a sum reads only as far down as the last line that it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tco.formula.expression import rows_in
from tco.formula.order import ordered, tagged
from tco.formula.rows import Model, Posting, Row
from tco.ledger import MONTHS_OF, months_of
from tco.workbook.book import Book, total
from tco.workbook.layout import (
    FIRST_LINE,
    FIRST_PERIOD,
    HEADER_LINE,
    LABEL,
    LETTERS,
    NOW,
    OPENING,
    SOURCE,
    TOTAL,
    UNIT,
    last_column,
)
from tco.workbook.page import Page
from tco.workbook.paper import (
    COLUMN_WIDTHS,
    line_height,
    set_widths,
    set_year_paper,
    set_year_widths,
    write_column_heads,
    write_head,
)
from tco.workbook.plan import LEDGER
from tco.workbook.style import (
    FIGURE,
    HEADER_SET_IN,
    LINK,
    SET_IN,
    SMALL,
    SUM,
    SUM_LABEL,
    SUM_SMALL,
)
from tco.workbook.style import (
    LABEL as LABEL_ROLE,
)
from tco.workbook.titles import quoted
from tco.workbook.units import number_format

TAG_WIDTH = 17.0
BUDGETED = "budgeted"
SUBTITLE = (
    "One line per posting. Statements add these lines up by their tags, which stand behind the years with the months."
)


def tag_keys(model: Model) -> list[str]:
    """The tags in use, in the order of their first use."""
    asked = {key for row in model.rows() for tags in tagged(row.formula) for key in tags}
    return list(
        dict.fromkeys(key for posting in model.postings for key, text in posting.tags.items() if text or key in asked)
    )


def all_tags(model: Model) -> Iterable[str]:
    """Every text that a posting carries or a sum asks for."""
    for posting in model.postings:
        yield from posting.tags.values()
    for row in model.rows():
        for tags in tagged(row.formula):
            yield from tags.values()


def in_stages(model: Model) -> tuple[Posting, ...]:
    """The postings, those that rest on sums of others below them."""
    stage = _stages(model)
    return tuple(sorted(model.postings, key=lambda posting: stage[posting.row]))


def _stages(model: Model) -> dict[Row, int]:
    """How many sums over the ledger lie under each row, within a period: what looks back reads another column."""
    stage: dict[Row, int] = {}
    for group in ordered(model):
        for row in group.rows:
            reads = [stage.get(read, 0) for read, view in rows_in(row.formula) if view != "prior"]
            sums = [1 + stage.get(entry, 0) for tags in tagged(row.formula) for entry in model.posted(tags)]
            stage[row] = max([0, *reads, *sums])
    return stage


def postings_text(book: Book, tags: Mapping[str, str]) -> str:
    """The sum of all postings with these tags, as SUMIFS over the ledger's lines down to the last that carries them."""
    matched = [number for number, posting in enumerate(book.postings) if _carries(posting, tags)]
    if not matched:
        return "0"
    last = FIRST_LINE + matched[-1]
    if not tags:
        return f"SUM({LEDGER}!{NOW}${FIRST_LINE}:{NOW}${last})"
    parts = [f"{LEDGER}!{NOW}${FIRST_LINE}:{NOW}${last}"]
    for key, text in tags.items():
        letter = LETTERS[_tag_column(book, key)]
        parts.append(f"{LEDGER}!${letter}${FIRST_LINE}:${letter}${last}")
        parts.append(f'"{book.tags[text]}"')
    return f"SUMIFS({','.join(parts)})"


def _carries(posting: Posting, tags: Mapping[str, str]) -> bool:
    return all(posting.tags.get(key) == text for key, text in tags.items())


def _tag_column(book: Book, key: str) -> int:
    return last_column(book.model.years) + 1 + book.tag_keys.index(key)


def cash_tags(book: Book) -> dict[str, str]:
    """What statements count: budgeted cost, where postings say what is budgeted."""
    return {BUDGETED: "yes"} if BUDGETED in book.tag_keys else {}


def cash_text(book: Book) -> str:
    """The sum of all that statements count, in a period."""
    return postings_text(book, cash_tags(book))


def last_posting_line(book: Book) -> int:
    return FIRST_LINE + len(book.postings) - 1


def write_ledger(book: Book, *, tab: str) -> None:
    """Write the ledger, with a line for the sum of all postings under it."""
    page = book.page(LEDGER, tab)
    years, keys = book.model.years, book.tag_keys
    set_year_widths(page, years, book.year_width)
    first_tag = last_column(years) + 1
    further = (*keys, *MONTHS_OF)
    set_widths(page.sheet, {first_tag + number: TAG_WIDTH for number in range(len(further))})
    write_head(book, page, LEDGER, SUBTITLE)
    write_column_heads(book, page, years, source="Sheet")
    for number, key in enumerate(further):
        page.text(HEADER_LINE, first_tag + number, key.replace("_", " ").capitalize(), HEADER_SET_IN)
    for number, posting in enumerate(book.postings):
        _write_posting(book, page, FIRST_LINE + number, posting, book.items[posting.row], keys)
    last = last_posting_line(book)
    page.sheet.auto_filter.ref = f"A{HEADER_LINE}:{LETTERS[first_tag + len(further) - 1]}{max(last, FIRST_LINE)}"
    if book.postings:
        _write_sum(book, page, last + 2)
    set_year_paper(book, page, years, last_line=last + 2, further=len(further))


def _write_posting(book: Book, page: Page, line: int, posting: Posting, item: str, keys: Sequence[str]) -> None:
    row, home = posting.row, book.plan.layout.homes[posting.row]
    label = f"{item}: {row.label}"
    page.text(line, LABEL, label, LABEL_ROLE)
    page.sheet.row_dimensions[line].height = line_height(label, COLUMN_WIDTHS[LABEL])
    page.text(line, UNIT, "$", SMALL)
    page.text(line, SOURCE, home.page, SMALL)
    shown, numbers = number_format(row, book.values), book.series(row)
    page.series(line, f"{quoted(home.page)}!{NOW}{home.line}", numbers, LINK, shown)
    page.formula(line, TOTAL, _across(book, line), total(numbers), FIGURE, shown)
    first_tag = last_column(book.model.years) + 1
    for number, key in enumerate(keys):
        if key in posting.tags:
            page.text(line, first_tag + number, book.tags[posting.tags[key]], SET_IN)
    months = months_of(posting, book.model.years.starts)
    for number, name in enumerate(MONTHS_OF, start=len(keys)):
        page.text(line, first_tag + number, months[name], SET_IN)


def _write_sum(book: Book, page: Page, line: int) -> None:
    sums = cash_sums(book)
    shown = number_format(book.postings[0].row, book.values)
    label = "Budgeted cost" if cash_tags(book) else "All postings"
    page.band(line, LABEL, OPENING, SUM_SMALL)
    page.text(line, LABEL, label, SUM_LABEL)
    page.text(line, UNIT, "$", SUM_SMALL)
    text = cash_text(book).replace(f"{LEDGER}!", "")
    page.series(line, text, sums, SUM, shown)
    page.formula(line, TOTAL, _across(book, line), total(sums), SUM, shown)


def cash_sums(book: Book, case: int | None = None) -> list[float]:
    """The sum of all that statements count in each year."""
    case = book.selected if case is None else case
    tags = cash_tags(book)
    rows = [book.figures.series(posting.row, case) for posting in book.postings if _carries(posting, tags)]
    return [total(amounts) for amounts in zip(*rows, strict=True)] if rows else [0.0] * len(book.model.years)


def _across(book: Book, line: int) -> str:
    return f"SUM({LETTERS[FIRST_PERIOD]}{line}:{LETTERS[last_column(book.model.years)]}{line})"
