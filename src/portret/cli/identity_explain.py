"""`portret identity explain`: why two are one person, or why not, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_line

_REF = "An id (prf_…), also an old one, or namespace:value, such as email:ada@example.com."


def explain(
    a: Annotated[str, typer.Argument(help=_REF)],
    b: Annotated[str, typer.Argument(help=_REF)],
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Say why two are one person: the shortest path of events that carried both; or what stands between them.

    Example: portret identity explain email:ada@example.com anonymous_id:5f1c
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get("/api/identity/explain", a=a, b=b)
    if as_json:
        print_json(found)
        return
    for line in sentences(found):
        print_line(line)


def sentences(found: dict[str, Any]) -> Iterator[str]:
    """Yield an explanation line by line."""
    a, b = found["a"], found["b"]
    if found["joined"]:
        yield f"{a['ref']} and {b['ref']} are one person: {a['profile_id']}."
        if not found["steps"]:
            yield "They are the same identifier, or came together in a way that is not recorded."
        for number, step in enumerate(found["steps"], start=1):
            yield f"{number}. {_step(step)}"
        return
    yield f"{a['ref']} and {b['ref']} are not one person."
    for side in (a, b):
        yield f"{side['ref']} is {side['profile_id']}." if side["profile_id"] else f"Nobody holds {side['ref']}."
    if not found["obstacles"]:
        yield "Nothing ever linked them."
    for obstacle in found["obstacles"]:
        yield f"- {_obstacle(obstacle)}"


def _step(step: dict[str, Any]) -> str:
    pair = f"{step['origin']} and {step['target']}"
    if step["reason"] == "event":
        what = step["name"] or step["type"] or "an event"
        trust = "verified" if step["verified"] else "unverified"
        source = f" from {step['source_id']}" if step["source_id"] else ""
        told = f"{pair} came together in {what} ({step['message_id']}){source} at {step['at']}, {trust}"
    elif step["reason"] == "manual":
        told = f"{pair} were merged by {step['author']} ({step['message_id']}) at {step['at']}"
    else:
        told = f"{pair} were merged because they are alike ({step['message_id']}) at {step['at']}"
    merged = "".join(f"; {each['loser_id']} became {each['winner_id']}" for each in step["merged"])
    return f"{told}, rules version {step['rules_version']}{merged}."


def _obstacle(obstacle: dict[str, Any]) -> str:
    if obstacle["kind"] == "apart":
        return f"Kept apart by {obstacle['author'] or 'Portret'} since {obstacle['first_at']}: {obstacle['reason']}."
    if obstacle["kind"] == "undone-merge":
        return f"They were merged at {obstacle['first_at']}, which was undone at {obstacle['last_at']}."
    holder = f", which {obstacle['other_id']} holds" if obstacle["other_id"] else ""
    return (
        f"{obstacle['profile_id']} claimed {obstacle['identifier']}{holder}; the rule “{obstacle['rule']}” kept it out "
        f"of {obstacle['events']} events, last at {obstacle['last_at']} ({obstacle['message_id']})."
    )
