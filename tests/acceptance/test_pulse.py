"""What the first page asks: the pulse of this moment, growth day by day, and all segments at a glance."""

from datetime import UTC, datetime, timedelta

from tests.support.server import Server, wait_until


def test_events_of_this_minute_and_of_days_ago_are_counted_where_they_belong(server: Server) -> None:
    three_days_ago = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    server.send(
        {"type": "track", "event": "Hello", "userId": "ada"},
        {"type": "track", "event": "Hello", "userId": "ada"},
        {"type": "page", "anonymousId": "visitor", "timestamp": three_days_ago},
    )
    server.wait_until_processed()
    pulse = server.get("/api/pulse")
    assert len(pulse["minutes"]) == 60
    assert sum(minute["events"] for minute in pulse["minutes"]) == 3
    assert pulse["worker"] == pulse["loader"] == {"is_up": True, "lag_events": 0}
    assert pulse["quarantined"] == 0
    wait_until(lambda: server.get("/api/growth")["people"] == 2, 30, "profiles are not in the warehouse")
    growth = server.get("/api/growth", days=7)
    assert (growth["people"], growth["known"]) == (2, 1)
    assert [day["new"] for day in growth["days"]] == [0, 0, 0, 1, 0, 0, 1]
    assert [(day["events"], day["active"]) for day in growth["days"]][-1] == (2, 1)


def test_all_segments_are_told_with_their_sizes_at_once(server: Server) -> None:
    condition = {"kind": "trait", "trait": "events", "compare": {"op": "ge", "value": 1}}
    definition = {"key": "anyone", "name": "Anyone", "members": {"kind": "dynamic", "condition": condition}}
    server.request("PUT", "/api/segments/anyone", json={"definition": definition}).raise_for_status()

    def is_sized() -> bool:
        found = {each["key"]: each for each in server.get("/api/segment-sizes")["items"]}
        return "anyone" in found and found["anyone"]["size"] == 2 and found["anyone"]["status"] == "live"

    wait_until(is_sized, 30, "the segment has no size")
    (found,) = server.get("/api/segment-sizes")["items"]
    assert found["size_before"] is None
    assert found["points"][-1]["size"] == 2
    assert found["fault"] == ""


def test_what_each_source_sends_is_counted_by_step(server: Server) -> None:
    server.send(
        {"type": "track", "event": "Counted", "userId": "ada"},
        {"type": "page", "anonymousId": "visitor"},
        {"type": "track", "userId": "ada"},
    )
    server.wait_until_processed()
    for span, steps in (("hour", 60), ("day", 24), ("month", 30)):
        found = server.get("/api/source-volumes", span=span)
        assert len(found["steps"]) == steps
        (sent,) = [each for each in found["sources"] if each["quarantined"]]
        assert sum(sent["steps"]) == sent["events"] >= 2
        assert sent["last_received_at"] is not None
        assert sent["quarantined"] == 1
