"""Who may open what.

Roles, the published files that each may open, and the guards that page and query both call.

Hiding a page in the navigation protects nothing: `require_page` stands before every page's code,
`file_for` before every query, and `note_access` writes the audit row before child-level rows or
files are handed out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboards.installation import Published, state_dir
from pipelines.state import ReturnOf, decide_pair, record_access, sign_off, write_note

PUBLIC: Final = "public"
AGGREGATE: Final = "aggregate"
CASEWORK: Final = "casework"
IDENTITY: Final = "identity"
RETURN_FILES: Final = "return files"
AUDIT: Final = "audit rows"

# Least privilege first: the first role is the one a new session starts with.
ROLES: Final = {
    "scrutiny": "Scrutiny member",
    "commissioner": "Commissioner",
    "manager": "Team manager",
    "officer": "Performance officer",
    "analyst": "Returns analyst",
    "auditor": "Auditor",
}
MAY_OPEN: Final = {
    "scrutiny": frozenset({PUBLIC}),
    "commissioner": frozenset({AGGREGATE}),
    "manager": frozenset({AGGREGATE, CASEWORK}),
    "officer": frozenset({AGGREGATE, CASEWORK}),
    "analyst": frozenset({AGGREGATE, CASEWORK, IDENTITY, RETURN_FILES}),
    "auditor": frozenset({AUDIT}),
}
SEES_FIGURES: Final = ("scrutiny", "commissioner", "manager", "officer", "analyst")
SEES_CHILDREN: Final = ("manager", "officer", "analyst")
EVERYONE: Final = tuple(ROLES)


class Refused(PermissionError):  # noqa: N818 - it is shown to a person, and no error
    """A role asked for what it may not open; the text can be shown to the person."""


@dataclass(frozen=True)
class Viewer:
    """Who is looking: a role, the council looked at and, for a manager, their own teams."""

    role: str
    authority: str
    teams: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The role in words."""
        return ROLES[self.role]

    @property
    def sees_children(self) -> bool:
        """Whether child-level rows may be shown, always by case-system id."""
        return CASEWORK in MAY_OPEN[self.role]

    @property
    def is_bound_to_teams(self) -> bool:
        """Whether only the viewer's own teams may be shown."""
        return self.role == "manager"


def roles_offered(is_sample: bool) -> list[str]:
    """The roles that this process offers.

    SIGHTLINE_ROLES (a list with commas) names them. Without it, the sample offers all and real data
    none but scrutiny: nobody becomes an officer of a real council by choosing it from a list.
    """
    named = [
        role.strip() for role in os.environ.get("SIGHTLINE_ROLES", "").split(",") if role.strip()
    ]
    unknown = sorted(set(named) - set(ROLES))
    if unknown:
        raise Refused(
            f"SIGHTLINE_ROLES names {', '.join(unknown)}, which is no role. "
            f"Roles are {', '.join(ROLES)}."
        )
    if named:
        return [role for role in ROLES if role in named]
    return list(ROLES) if is_sample else ["scrutiny"]


def require_page(viewer: Viewer, roles: tuple[str, ...]) -> None:
    """Stop a page that the viewer's role may not open.

    Raises:
        Refused: with a sentence for the person.
    """
    if viewer.role not in roles:
        raise Refused(f"This page is not open to the role {viewer.title.lower()}.")


def may_open(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer's role may open a kind of file."""
    return kind in MAY_OPEN.get(viewer.role, frozenset())


def file_for(viewer: Viewer, published: Published, kind: str) -> Path:
    """The published file of a kind that this viewer may open.

    Raises:
        Refused: the role may not open it, or this machine was given none for the viewer's council.
    """
    if not may_open(viewer, kind):
        raise Refused(f"The role {viewer.role} may not open {kind} data.")
    if kind == PUBLIC:
        return published.public
    if kind == AGGREGATE:
        return published.aggregate
    files = published.authorities.get(viewer.authority)
    path = None
    if files is not None:
        path = {
            CASEWORK: files.casework,
            IDENTITY: files.identity,
            RETURN_FILES: files.returns,
        }.get(kind)
    if path is None:
        raise Refused(f"No {kind} data of authority {viewer.authority} was published in this run.")
    return path


def team_for(viewer: Viewer, team: str | None) -> str | None:
    """The team that may be shown when one (or none, meaning all) is asked for.

    Raises:
        Refused: a manager asked for another's team, or for all of them.
    """
    if viewer.is_bound_to_teams and team not in viewer.teams:
        raise Refused("A team manager may open the children of their own teams only.")
    return team


def note_access(viewer: Viewer, *, page: str, what: str, rows: int, reason: str) -> None:
    """Write the audit row of a child-level view or export; called before anything is handed out."""
    record_access(state_dir(), role=viewer.role, page=page, what=what, rows=rows, reason=reason)


def keep_note(viewer: Viewer, published: Published, finding_id: str, note: str) -> None:
    """Keep a note on a finding, in the name of whoever may open findings.

    Raises:
        Refused: the role may not.
        ValueError: the note is too long, or the finding is not known.
    """
    if viewer.is_bound_to_teams or not may_open(viewer, CASEWORK):
        raise Refused(f"The role {viewer.role} may not write notes on findings.")
    write_note(state_dir(), finding_id, as_at=published.as_at, role=viewer.role, note=note)


def decide(
    viewer: Viewer,
    pair: tuple[str, str],
    *,
    verdict: str,
    score: int,
    said_by: str,
    remark: str = "",
) -> None:
    """Keep what was decided about two records that may be one child.

    Raises:
        Refused: the role may not see such pairs.
        ValueError: nobody is named, or the remark is too long.
    """
    if viewer.is_bound_to_teams or not may_open(viewer, CASEWORK):
        raise Refused(f"The role {viewer.role} may not decide about records.")
    decide_pair(
        state_dir(),
        viewer.authority,
        pair,
        verdict=verdict,
        score=score,
        said_by=said_by,
        role=viewer.role,
        remark=remark,
    )


def sign(
    viewer: Viewer,
    published: Published,
    of: ReturnOf,
    *,
    return_hash: str,
    errors: int,
    queries: int,
    signed_by: str,
    remark: str,
) -> None:
    """Keep a sign-off of a return's files, which only the returns analyst may give.

    Raises:
        Refused: the role may not.
        ValueError: nobody is named.
    """
    if not may_open(viewer, RETURN_FILES) or viewer.authority != of.authority:
        raise Refused(f"The role {viewer.role} may not sign off returns.")
    sign_off(
        state_dir(),
        of,
        return_hash=return_hash,
        run_id=published.run_id,
        as_at=published.as_at,
        errors=errors,
        queries=queries,
        signed_by=signed_by,
        role=viewer.role,
        remark=remark,
    )
