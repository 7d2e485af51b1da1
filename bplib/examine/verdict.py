"""The verdict on a record: what is the matter, in which layer, how sure, what else, what to try."""

from dataclasses import dataclass

import numpy as np

from bplib.examine.record import Record
from bplib.examine.rules import RULES, SECTIONS, Rule
from bplib.examine.signs import Sign, learning, median_step, number

UNSEEN = (
    "wrong labels, overfitting, a learning rate that is one notch off, and whether a deep, narrow "
    "network is lucky in its seed"
)


@dataclass(frozen=True)
class Finding:
    """A row of the rules whose sign was seen, and where."""

    rule: Rule
    sign: Sign

    @property
    def cause(self) -> str:
        """The cause in a word or two."""
        return self.rule.cause

    @property
    def layer(self) -> str:
        """Where it was seen."""
        return self.sign.layer


@dataclass(frozen=True)
class Verdict:
    """What a record says: "ill" with findings, first guess first; "healthy"; or "cannot tell"."""

    outcome: str
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def ill(self) -> bool:
        """Whether something was found."""
        return self.outcome == "ill"

    @property
    def cause(self) -> str:
        """The first guess in a word or two; empty where there is none."""
        return self.findings[0].cause if self.findings else ""

    def __str__(self) -> str:
        if self.ill:
            lines = ill(self.findings[0], self.findings[1:])
        elif self.outcome == "healthy":
            lines = [
                "Nothing was found.",
                f"What these looks cannot see: {UNSEEN}.",
            ]
        else:
            lines = ["Cannot tell.", *(f"{sentence(reason)}" for reason in self.reasons)]
            lines.append(f"What these looks cannot see in any case: {UNSEEN}.")
        return "\n".join([*lines, *(f"Note: {remark}." for remark in self.remarks)])


def sentence(text: str) -> str:
    """Text with a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def link(section: str) -> str:
    """A section as the course names it, with its place."""
    notebook, heading = SECTIONS[section]
    return f"{notebook[:2]}, {heading} (notebooks/{notebook}.ipynb#{heading.replace(' ', '-')})"


def ill(finding: Finding, others: tuple[Finding, ...]) -> list[str]:
    """The lines of a verdict that found something."""
    rule = finding.rule
    lines = [
        f"{rule.sure}: {rule.cause}, at {finding.layer}.",
        f"Seen: {finding.sign.seen}.",
        f"Why it matters: {rule.why}.",
        f"It might also be: {rule.also}.",
        f"Try first: {rule.first}.",
    ]
    if others:
        seen = "; ".join(f"{other.cause} ({other.sign.seen})" for other in others)
        lines.insert(2, f"Seen as well, perhaps a consequence: {seen}.")
    return [*lines, "Read: " + "; ".join(link(each) for each in rule.sections) + "."]


def judge(record: Record) -> Verdict:
    """Hold a record against every row of the rules."""
    with np.errstate(all="ignore"):
        seen = ((rule, rule.seen(record)) for rule in RULES)
        findings = tuple(Finding(rule, sign) for rule, sign in seen if sign is not None)
        reasons = () if findings else doubts(record)
    outcome = "ill" if findings else "cannot tell" if reasons else "healthy"
    return Verdict(outcome, findings, reasons, remarks(record))


def doubts(record: Record) -> tuple[str, ...]:
    """Why a network in which nothing was found cannot be called healthy."""
    found = []
    if not record.start.layers:
        found.append(
            "no layer was recognized: its weights are used in a way that is not known here"
        )
    if record.later is None:
        found.append(
            "there was only one look, at the start, where a head or a branch of zeros, or a fresh "
            "embedding, hides what comes later"
        )
    elif not np.isfinite(median_step(record.last)):
        found.append("the optimizer's step could not be measured")
    elif not learning(record) and record.costs[-1] >= record.costs[0] * 0.995:
        found.append(
            f"no sign of an illness was seen, but in {len(record.costs) - 1} steps on one batch "
            f"the cost went from {number(record.costs[0])} to {number(record.costs[-1])}. It may be"
            " a plateau that healthy networks have, or something that these looks cannot see"
        )
    return tuple(found)


def remarks(record: Record) -> tuple[str, ...]:
    """What is worth a word though it is no illness."""
    f, said = record.facts, []
    for names, text in (
        (f.unused, "got no gradient, and the cost does not depend on them"),
        (f.frozen, "are frozen (requires_grad=False)"),
        (f.outside, "have gradients, but the optimizer does not hold them"),
    ):
        if names:
            more = f" and {len(names) - 4} more" if len(names) > 4 else ""
            said.append(f"{', '.join(names[:4])}{more} {text}")
    if f.final_rate > f.rate:
        said.append(
            f"the schedule is warming up: the rate is {f.rate:g} now and will be {f.final_rate:g}; "
            "what was measured is the step of now"
        )
    return (*said, *f.remarks)
