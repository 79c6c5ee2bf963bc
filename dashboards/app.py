"""Entry of the dashboards: who looks, at which published run, and which page.

`make serve` starts it.

No `set_page_config(page_title=...)`: it would give every page the same title (WCAG 2.4.2).
Navigation is flat: sections in the side bar break list semantics (axe 4.14 on Streamlit 1.67).
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from dashboards import access, queries, selection, theme
from dashboards.installation import Published, Unreadable, current
from dashboards.registry import PageSpec, Visit, discover
from dashboards.wording import day
from pipelines.state import StateFault

NOTHING_YET = (
    "Nothing has been published yet. Type `make run` in the folder of Sightline; it builds the "
    "figures and says when they are here. Then load this page again."
)


def pick_viewer(published: Published) -> tuple[access.Viewer, str]:
    """Who looks, and the name of their council.

    On the sample a list of roles stands in for sign-in; on real data the process fixes the role.
    """
    offered = access.roles_offered(published.is_sample)
    with st.sidebar:
        if len(offered) > 1:
            role = st.selectbox(
                "View as",
                offered,
                format_func=access.ROLES.__getitem__,
                key="role",
                on_change=selection.forget,
                help="The sample has invented children, so a list stands in for sign-in.",
            )
        else:
            role = offered[0]
            st.markdown(f"Viewing as **{access.ROLES[role].lower()}**")
        names = queries.council_names(published)
        authority = next(iter(names))
        if len(names) > 1:
            authority = st.selectbox(
                "Council", list(names), format_func=names.__getitem__, key="authority"
            )
        teams = pick_teams(published) if role == "manager" else ()
        st.html(
            f'<p class="sl-brand-note">{escape(names[authority])}<br>'
            f"Data as at {day(published.as_at)}</p>"
        )
    return access.Viewer(role, authority, teams), names[authority]


def pick_teams(published: Published) -> tuple[str, ...]:
    """The teams that a manager of the sample calls their own."""
    known = queries.all_teams(published)
    return tuple(st.multiselect("Your teams", known, default=known[:1], key="own_teams"))


def guarded(spec: PageSpec, visit_of: Callable[[], Visit]) -> Callable[[], None]:
    """A page behind its guard.

    What a person may not see or what is not there is told as a sentence.
    """

    def run() -> None:
        visit = visit_of()
        try:
            access.require_page(visit.viewer, spec.roles)
            spec.render(visit)
        except access.Refused as refusal:
            st.title(spec.title, anchor=False)
            st.warning(f"{refusal} Choose another page from the navigation.")
        except StateFault as fault:
            st.error(f"This view has to leave an audit row and could not. {fault}")

    return run


def main() -> None:
    """One rerun of the app."""
    st.set_page_config(layout="wide", page_icon=theme.ICON, initial_sidebar_state=264)
    st.logo(theme.LOGO, size="large")
    st.html(theme.CSS)
    # Before anything that can be clicked: loading the pages is the slow part of the first run.
    specs = discover()
    try:
        published = current()
        picked = pick_viewer(published) if published else None
    except (Unreadable, access.Refused) as problem:
        st.title("Sightline", anchor=False)
        st.error(str(problem))
        return
    if published is None or picked is None:
        st.title("Sightline", anchor=False)
        st.info(NOTHING_YET)
        return
    viewer, council = picked
    links: dict[str, st.Page] = {}
    home = next(spec for spec in specs if viewer.role in spec.roles)
    for spec in specs:
        links[spec.name] = st.Page(
            guarded(spec, lambda: Visit(viewer, published, council, links)),
            title=spec.title,
            url_path=spec.name,
            default=spec is home,
            visibility="visible" if viewer.role in spec.roles else "hidden",
        )
    st.navigation([*links.values()], position="sidebar").run()


main()
