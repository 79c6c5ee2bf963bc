"""The kinds of finding of an ingestion: what each means and what a person does about it.

The one place of these words: `ingestion_finding` carries them, and so do the page and the docs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FindingKind:
    """One kind: a title, what became of the row or cell, and the remedy."""

    title: str
    means: str
    remedy: str


KINDS = {
    "quarantined": FindingKind(
        "Row set aside",
        "A value that every row of the table must have is empty or impossible, so the row counts "
        "nowhere.",
        "Fill or correct the column in the case system, and export again.",
    ),
    "conflict": FindingKind(
        "Row set aside for another with its key",
        "Two rows have the same key and differ. The one that was given last is used, or that of "
        "the record which survives a merge.",
        "Find out which row is right and delete the other in the case system; if both are real, "
        "give each its own id in the export.",
    ),
    "duplicate": FindingKind(
        "Row given again",
        "The row repeats another in every column, and counts once.",
        "Nothing has to be done; look for a join in the export that repeats rows if there are "
        "many.",
    ),
    "superseded": FindingKind(
        "Row of another system counts",
        "Two systems hold the same event. It counts once, from the system that goes first.",
        "Nothing has to be done; where the two disagree, ingestion_conflict says in what.",
    ),
    "failed_cast": FindingKind(
        "Value that cannot be read",
        "The text is no date, number or yes or no, as the column asks. The cell is empty; the row "
        "counts.",
        "Correct the value in the case system. If many cells look so, the export writes the "
        "column in a form of its own: have that changed.",
    ),
    "unmapped_code": FindingKind(
        "Code that is not in its list",
        "The text is neither a code of the list nor a spelling of one. The cell is empty; the row "
        "counts.",
        "Correct it in the case system if it is a slip; if it is a code of the council's own, "
        "add the spelling to its code list in pipelines/contract.yml.",
    ),
    "orphan": FindingKind(
        "Points to a row that is not there",
        "The row names a child, event, worker or team that no loaded row has. The row counts where "
        "the other is not needed.",
        "Check whether the other row was left out of the export or set aside; if its record was "
        "deleted, correct this one in the case system.",
    ),
    "merged_in_circle": FindingKind(
        "Records merged in a circle",
        "Following the merges leads back to where they began, so each record is kept as a child of "
        "its own.",
        "Decide in the case system which record survives, and clear merged-into there.",
    ),
    "merged_into_two": FindingKind(
        "Record merged into two",
        "The id leads to two persons, so it is kept as a child of its own: nobody is merged by "
        "guess.",
        "Decide in the case system which of the two it is, and remove the other link.",
    ),
    "merged_into_nobody": FindingKind(
        "Record merged into one that is not there",
        "No system holds the record that this one was merged into, so it is kept as a child of its "
        "own: its rows would vanish with it.",
        "Check whether the record that survives was left out of the export; if it was deleted, "
        "clear merged-into in the case system.",
    ),
    "linked_to_nobody": FindingKind(
        "Id of an older system that it does not hold",
        "A linked identifier or legacy id names a record of an older system, and the drop of that "
        "system has none with it. What it holds of the child, if anything, counts for another.",
        "Compare the id with the older system: it may have been typed wrong or be of a kind with "
        "other numbers. If that system's extract leaves the child out, nothing has to be done.",
    ),
    "linked_to_two": FindingKind(
        "Id that two older systems hold",
        "A linked identifier or legacy id names records of two older systems, and does not say "
        "which is meant. It is not followed: nobody is merged by guess.",
        "Enter it in the case system as a linked identifier of the type that is the older system's "
        "own, such as Northgate id.",
    ),
}
