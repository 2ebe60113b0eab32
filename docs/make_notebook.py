"""Writes docs/notebooks/refresh_cycle.ipynb, executed: `python docs/make_notebook.py` (extras `notebooks`)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(__file__).parent / "notebooks" / "refresh_cycle.ipynb"

CELLS: tuple[tuple[str, str], ...] = (
    ("markdown", """# What if we keep them a fifth year?

A chief technology officer's question, worked through on the sample district: a whole district on public records, in which every
assumption is marked. It is an illustration and not the district's own plan. Run it from a checkout of the project."""),
    ("code", """from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import tco

pd.set_option("display.float_format", "{:,.0f}".format, "display.width", 140)
home = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "scenarios").exists())
plan = tco.load(home / "scenarios" / "peninsula_wa" / "plan.toml")
FLEET = "devices.student_take_home"
plan.scenarios"""),
    ("markdown", """## The fleet as planned

Student Chromebooks of grades 6 to 12, replaced after four years. Each line is a line of the workbook's sheet Devices."""),
    ("code", """base = plan.run()
lines = ["Needed", "Opening", "Bought", "Lost", "Retired", "Closing"]
base.block(FLEET).droplevel(["row", "unit"]).loc[lines]"""),
    ("markdown", """## A fifth and a sixth year

The plan has both as scenarios. They are computed together; `run` shows one of them."""),
    ("code", """names = {"base": "4 years", "fifth_year": "5 years", "sixth_year": "6 years"}
results = {label: plan.run(name) for name, label in names.items()}
bought = pd.DataFrame({label: r.block(FLEET).xs(f"{FLEET}.bought").iloc[0] for label, r in results.items()})
ax = bought.plot.bar(figsize=(9, 3.5), width=0.8, color=["#1b4965", "#5fa8d3", "#bc6c25"])
ax.set(title="Student Chromebooks bought", xlabel="fiscal year", ylabel="devices")
ax.tick_params(axis="x", rotation=0)
ax.legend(title="kept for", frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
ax.spines[["top", "right"]].set_visible(False)
plt.tight_layout()"""),
    ("markdown", """The lumps do not disappear, they move: a longer life leaves a year nearly without purchases and buys the lump later.
One lot's updates end in June 2028, so it goes at the start of FY2028 at the latest, whatever the life says; `tco check`
says so as advice about the sixth year."""),
    ("markdown", """## What it costs, all in

Older devices break more often and bring less when they are sold. All of it, over ten years [usd]:"""),
    ("code", """def costs(result):
    cash = result.ledger.query("item == @FLEET and budgeted == 'yes'")
    return cash.groupby("label").amount.sum()


table = pd.DataFrame({label: costs(r) for label, r in results.items()})
table[table.ne(0).any(axis=1)]"""),
    ("code", """def yearly(row, statement):
    return pd.DataFrame({label: r.block(statement).xs(f"{statement}.{row}").iloc[0] for label, r in results.items()})


total = yearly("total", "by_category").sum()
pd.DataFrame(
    {
        "ten years": total,
        "less than with 4 years": total["4 years"] - total,
        "present value": yearly("present_value", "measures").sum(),
        "annualised per assigned device": yearly("tco_per_assigned", "annualised").mean(),
    }
)"""),
    ("markdown", """## How old the fleet gets

Mean age at the start of each year. It rises while a lump is kept longer, and falls back when the lump is bought."""),
    ("code", """ages = pd.DataFrame({label: r.fleet_ages.xs(f"{FLEET}.mean_age").iloc[0] for label, r in results.items()})
ax = ages.plot(figsize=(9, 3.2), style=["o-", "s--", "^:"], color=["#1b4965", "#5fa8d3", "#bc6c25"])
ax.set_title("Mean age of student Chromebooks at the year's start")
ax.set(xlabel="fiscal year", ylabel="years", ylim=(0, None))
ax.set_xticks(ages.index)
ax.legend(title="kept for", frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
ax.spines[["top", "right"]].set_visible(False)
plt.tight_layout()"""),
    ("markdown", """## Which school, when

The refresh calendar with a fifth year: devices bought for each school."""),
    ("code", """calendar = results["5 years"].refresh_calendar.loc[FLEET]
calendar.loc[calendar.sum(axis=1) > 0, [2027, 2028, 2029, 2030, 2031, 2032]]"""),
    ("markdown", """## Does the gap close?

What no source pays in each year [usd]."""),
    ("code", """yearly("gap", "funding").T"""),
    ("markdown", """## The same need, paid another way

Bought as planned, bought over four years, leased for three and returned, or as a service with repairs: the fleet built again for each,
ages and repairs alike. The comparison `student_fleet` of a file that extends the plan has the terms, each with its source or marked
as an assumption."""),
    ("code", """ways = tco.load(home / "scenarios" / "peninsula_wa_ways_to_pay.toml").run()
fleet = ways.comparison("student_fleet")
measures = fleet.measures.rename(columns=fleet.options.options).droplevel(["measure", "unit"])
measures.loc[
    [
        "Cost, all years",
        "Left at the end of the study period",
        "Present value, less what is left at the end",
        "Cost of one in service for a year",
        "Cost of the peak year",
        "Operating, average of a year",
        "Debt service, average of a year",
    ]
]"""),
    ("code", """kinds = {"capital": "#bc6c25", "operating": "#5fa8d3", "debt_service": "#1b4965", "proceeds": "#adb5bd"}
labels = fleet.options.options
fig, axes = plt.subplots(1, len(labels), figsize=(12, 3.4), sharey=True)
for ax, (option, label) in zip(axes, labels.items(), strict=True):
    years = fleet.by_year.loc[option].droplevel("label").T[list(kinds)] / 1e6
    years.plot.bar(stacked=True, ax=ax, width=0.8, color=list(kinds.values()), legend=False)
    ax.axhline(0, color="black", linewidth=0.6)
    ax.set_title(label, fontsize=10)
    ax.set_xlabel("fiscal year")
    ax.set_xticks(range(len(years)), [f"{year % 100:02d}" for year in years.index], rotation=0)
    ax.spines[["top", "right"]].set_visible(False)
axes[0].set_ylabel("million dollars")
names = ["Capital", "Operating", "Debt service", "Comes back"]
fig.legend(axes[0].containers, names, frameon=False, ncol=4, loc="lower center", bbox_to_anchor=(0.5, -0.08))
fig.suptitle("The shift: student Chromebooks by year and kind")
plt.tight_layout()"""),
    ("markdown", """No capital anywhere: one Chromebook costs less than the district's threshold. A lease moves operating cost
to debt service, lightens the first years and pays for it later; what is still owed at the end does not show in the bars.
In words, as on the workbook's page:"""),
    ("code", """import textwrap

print(textwrap.fill(fleet.words, 120))"""),
    ("markdown", """## How sure are we?

Every figure with a low and a high is drawn at once, and both choices are drawn with the same luck, so that the difference is the
choice's own."""),
    ("code", """four = plan.simulate(300, seed=2027)
five = plan.simulate(300, seed=2027, scenario="fifth_year")
saving = (four.rows["by_category.total"] - five.rows["by_category.total"]).sum(axis=0)
fig, ax = plt.subplots(figsize=(9, 3))
ax.hist(saving / 1e6, bins=30, color="#5fa8d3", edgecolor="white")
ax.axvline(saving.mean() / 1e6, color="#1b4965")
ax.set_title(f"Saved in ten years by a fifth year: {len(four.uncertain)} uncertain figures, 300 draws")
ax.set(xlabel="million dollars", ylabel="draws")
ax.spines[["top", "right"]].set_visible(False)
plt.tight_layout()
low, high = pd.Series(saving).quantile([0.05, 0.95])
print(f"mean {saving.mean():,.0f}; nine draws in ten between {low:,.0f} and {high:,.0f}")"""),
    ("code", """four.table()[["p5", "p50", "p95", "mean"]]"""),
    ("markdown", """## Why a number is what it is

Any line can be asked. The first lines of what the fifth year's repairs rest on:"""),
    ("code", """said = str(results["5 years"].explain(f"{FLEET}.repairs_cost", 2031)).splitlines()
print("\\n".join(said[:8]))"""),
    ("markdown", """## For the board

The workbook opens on the fifth year, with the percentiles on a sheet of their own. Its formulas are live: the selector on the sheet
Assumptions goes back to four years."""),
    ("code", """written = results["5 years"].to_excel("fifth_year.xlsx", simulation=five, force=True)
f"{written.name}, {written.stat().st_size / 1e6:.1f} MB" """.strip()),
)  # fmt: skip


def notebook() -> Any:
    """The notebook, not yet executed."""
    cells = [
        nbformat.v4.new_code_cell(text) if kind == "code" else nbformat.v4.new_markdown_cell(text)
        for kind, text in CELLS
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # random by default
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


def executed() -> Any:
    """The notebook with what its cells print and draw."""
    made = notebook()
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "scenarios", Path(folder) / "scenarios")
        NotebookClient(made, timeout=120, resources={"metadata": {"path": folder}}).execute()
    for cell in made.cells:
        cell.metadata.pop("execution", None)  # when it ran, which differs every time
    made.metadata.pop("language_info", None)
    return made


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(nbformat.writes(executed()) + "\n", encoding="utf-8")
