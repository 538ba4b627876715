"""`portret profile merge`, `split`, `erase`: what a person decides about who is who."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

import typer

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.outcome import outcome
from portret.cli.show import print_fields, print_json, print_line, print_note, print_table
from portret.kernel import Invalid

_LISTED = 20
_KINDS = ("type", "name", "events", "first_at", "last_at")
Ref = Annotated[str, typer.Argument(help="An id (prf_…) or namespace:value, such as email:ada@example.com.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Force = Annotated[bool, typer.Option("--force", help="Also against a rule, or where old events are gone.")]


def merge(
    ref: Ref,
    other: Annotated[str, typer.Argument(help="The other profile, by an id or namespace:value.")],
    *,
    winner: Annotated[Literal["this", "other"] | None, typer.Option(help="Whose id survives.")] = None,
    force: Force = False,
    yes: Yes = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make two profiles one. It can be undone: `portret profile split --undo`.

    Example: portret profile merge email:ada@example.com user_id:ada
    """
    _confirm(f"Merge {ref} and {other}?", yes=yes)
    body = {"other": other, "winner": winner or "", "force": force}
    with open_server(url, token, config, data_dir) as server:
        result = outcome(server, server.post(f"{_path(ref)}/merge", body))
    if as_json:
        print_json(result)
    else:
        print_note(f"{result['merged_id']} is {result['profile_id']} now. Undo: merge {result['merge']}.")


def split(
    ref: Ref,
    *,
    undo: Annotated[str, typer.Option(help="A merge: its id, or that of the profile that went away.")] = "",
    identifier: Annotated[list[str] | None, typer.Option(help="Cut this off: namespace:value; repeatable.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show what each side gets; change nothing.")] = False,
    force: Force = False,
    yes: Yes = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Undo a merge, or cut identifiers off into a profile of their own; the two are not joined again by events.

    Example: portret profile split email:ada@example.com --undo prf_01h455vb4pex5vsknk084sn02q --preview
    """
    if bool(undo) == bool(identifier):
        raise Invalid("Say what to split: either --undo MERGE or --identifier namespace:value.")
    body = {"undo": undo, "identifiers": identifier or [], "preview": True, "force": force}
    with open_server(url, token, config, data_dir) as server:
        planned = outcome(server, server.post(f"{_path(ref)}/split", body))
        if not preview:
            _show_unless(planned, quiet=yes or as_json)
            _confirm("Split so?", yes=yes)
            planned = outcome(server, server.post(f"{_path(ref)}/split", body | {"preview": False}))
    if as_json:
        print_json(planned)
    elif preview:
        _show_unless(planned, quiet=False)
    else:
        print_note(f"{planned['parted_id']} is a profile of its own now, apart from {planned['profile_id']}.")


def erase(
    ref: Ref,
    *,
    side: Annotated[str, typer.Option(help="Only this one of the profiles that were merged into it.")] = "",
    force: Force = False,
    yes: Yes = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Erase a person, or one side of a merge: identifiers, traits, events. It cannot be undone.

    Example: portret profile erase email:ada@example.com --yes
    """
    _confirm(f"Erase {f'{side}, a side of {ref}' if side else ref} for ever?", yes=yes)
    query = f"?side={quote(side, safe='')}&force={str(force).lower()}"
    with open_server(url, token, config, data_dir) as server:
        result = outcome(server, server.delete(f"{_path(ref)}{query}"))
    if as_json:
        print_json(result)
    else:
        print_note(f"Erased {', '.join(result['erased_ids'])}; the warehouse follows within seconds.")


def _path(ref: str) -> str:
    return f"/api/profiles/{quote(ref, safe='')}"


def _confirm(question: str, *, yes: bool) -> None:
    """Ask on a terminal. Raises Invalid elsewhere, unless --yes was given."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Invalid("Nobody can be asked here: add --yes.")
    typer.confirm(question, abort=True)


def _show_unless(planned: Mapping[str, Any], *, quiet: bool) -> None:
    if quiet:
        return
    for side in planned["sides"]:
        print_line(f"\n{side['id']}: {side['events']} events")
        identifiers = side["identifiers"]
        more = f" and {len(identifiers) - _LISTED} more" if len(identifiers) > _LISTED else ""
        print_line(f"  {', '.join(identifiers[:_LISTED])}{more}")
        print_fields(side["traits"])
        print_table(side["kinds"], _KINDS, empty="no events")
        changed = [*side["changed"]["traits"], *side["changed"]["computed"]]
        print_line(f"  not as before: {', '.join(changed) or 'nothing'}")
    if planned["missing_events"]:
        print_note(f"{planned['missing_events']} events are in the warehouse no longer: what they told would be lost.")
