"""Choices that the address keeps, so that what is on the screen can be sent to a colleague.

A choice comes from the address, else from what was chosen on another page, else from the first
option. A value that this viewer may not choose is replaced and said so; the address carries no
role.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def choose(
    label: str,
    options: Sequence[str],
    *,
    name: str,
    page: str,
    words: Callable[[str], str] = str,
    missing: str = "",
) -> str:
    """A select box whose value is kept in the address under `name`."""
    key, written, kept = f"{page}:{name}", f"{page}:{name}:written", f"kept:{name}"
    asked = st.query_params.get(name)
    state = st.session_state
    if asked is not None and asked != state.get(written) and asked not in options:
        st.info(missing or f"“{asked}” is not available here; showing {words(options[0])}.")
    if asked in options and asked != state.get(written):
        state[key] = asked
    elif state.get(key) not in options:
        state[key] = state[kept] if state.get(kept) in options else options[0]
    value = st.selectbox(label, options, key=key, format_func=words)
    state[kept] = state[written] = value
    st.query_params[name] = value
    return value


def forget() -> None:
    """Drop all choices, as when another role begins: what one may choose, another may not."""
    for key in [key for key in st.session_state if isinstance(key, str) and ":" in key]:
        del st.session_state[key]
    st.query_params.clear()
