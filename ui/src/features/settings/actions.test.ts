import { expect, it } from "vitest";
import { actionOf } from "./actions";

it("finds words for what was done", () => {
  expect(actionOf("user.role")).toEqual({ done: "user-role" });
  expect(actionOf("PUT /api/segments/{key}")).toEqual({ area: "segments", verb: "save" });
  expect(actionOf("POST /api/segments/ready/{name}")).toEqual({ area: "segments", verb: "ready" });
  expect(actionOf("POST /api/quarantine/{quarantine_id}/replay")).toEqual({ area: "quarantine", verb: "replay" });
});

it("shows what it does not know as it is", () => {
  expect(actionOf("portret doctor")).toEqual({ code: "portret doctor" });
  expect(actionOf("POST /api/journeys")).toEqual({ code: "POST /api/journeys" });
});
