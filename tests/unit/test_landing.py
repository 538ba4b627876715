from portret.web.health import Check
from portret.web.landing import landing_page


def test_while_the_web_app_is_not_built_the_first_page_tells_what_works_and_how_to_build_it() -> None:
    checks = [Check("warehouse", ok=True, detail="answers"), Check("worker", ok=False, detail="silent <b>")]
    page = landing_page(checks, "http://localhost:8080")
    assert "/api/docs" in page
    assert "warehouse" in page
    assert "does not work" in page
    assert "make ui" in page
    assert "<b>" not in page
