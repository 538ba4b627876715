import { inWords, type Wording } from "@/i18n/wording";

/** An error as the API tells it (RFC 9457): `detail` says what to do. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  path?: string;
  errors?: ({ path: string } & Wording)[];
  setup_required?: boolean;
  single_sign_on?: string;
}

/** What is thrown for every answer that is not a success, and for a server that does not answer (status 0). */
export class Problem extends Error {
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail);
    this.name = "Problem";
    this.document = document;
  }

  /** What was wrong, in the language that is spoken where that is known; "" where nothing is told. */
  get words(): string {
    const [first] = this.document.errors ?? [];
    return first?.code ? inWords(first) : this.document.detail;
  }

  get status(): number {
    return this.document.status;
  }

  /** The last word of the stable type: "not-found", "invalid", … */
  get kind(): string {
    return this.document.type.split(":").at(-1) ?? "";
  }

  /** Whether asking again may help. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const UNREACHABLE: ProblemDocument = { type: "urn:portret:problem:unreachable", title: "", status: 0, detail: "" };

export function unreachable(): Problem {
  return new Problem(UNREACHABLE);
}

export async function problemOf(response: Response): Promise<Problem> {
  try {
    const document = (await response.json()) as Partial<ProblemDocument>;
    if (typeof document.detail === "string")
      return new Problem({ ...UNREACHABLE, ...document, status: response.status });
  } catch {
    // not JSON: a proxy answered
  }
  return new Problem({ ...UNREACHABLE, type: "about:blank", title: response.statusText, status: response.status });
}
