"""Signs that an evaluation went wrong, after Carlini et al. (2019, "On evaluating adversarial robustness"): a weak
attack looks like a strong model.

A difference counts as a sign only where chance does not explain it: comparisons are those of `compare.paired`, over the
same cases, one-sided, with Holm's correction over all comparisons of a check, at 5 %. One case in thirty is no sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from medadv_gui.attack.settings import ATTACKS
from medadv_gui.evaluation.cohort.cases import Cases, case_key, unit
from medadv_gui.evaluation.cohort.compare import enough, model_name, paired
from medadv_gui.evaluation.cohort.row import Row, Transfer
from medadv_gui.evaluation.cohort.sample import FEW, Json, number
from medadv_gui.evaluation.cohort.variants import attack_name, attack_title
from medadv_gui.stats.paired import Paired, compare, holm

Key = tuple[str, str, str, str]  # model, attack as `attack_name` has it, norm, epsilon
Groups = Mapping[Key, Sequence[Row]]
ITERATIVE = ("ifgsm", "pgd", "mi-fgsm", "apgd-ce")  # of the same loss as FGSM
NO_GRADIENT = ("square", "noise")
ALPHA = 0.05
UNBOUNDED = 64.0  # of 255
STANDING = 0.05  # of the cases may withstand such a budget
LOUD = 0.1  # share of cases that noise alone may change
MODERATE = 16.0  # of 255: up to there noise should do little
MOST_NAMED = 3
PASS, WARNING, NOT_RUN = "pass", "warning", "not run"
TOO_FEW = f"More cases: of at least {FEW} patients, or images, that the model is right on."


@dataclass(frozen=True)
class Pair:
    """Of two things that are compared on the same cases, the `first` should succeed as often as the `second`, or more
    often, `where`."""

    first: str
    second: str
    where: str
    found: Paired

    @property
    def text(self) -> str:
        found = self.found
        return f"{self.where}: {self.first} {found.first} of {found.n}, {self.second} {found.second}"


def panel(groups: Groups, transfers: Sequence[Transfer] = ()) -> list[Json]:
    """One entry for each check: `id`, `title`, `status` ("pass", "warning" or "not run"), `sentence`, `needs` (what has
    to be run for it, "" where it was) and `details`, all that was compared."""
    return [
        _iterative(groups),
        _budget(groups),
        _unbounded(groups),
        _noise(groups),
        _black_box(groups, transfers),
        _restarts(groups),
    ]


def _iterative(groups: Groups) -> Json:
    return _judge(
        "iterative", "Many steps beat one",
        [pair for name in ITERATIVE for pair in _attacks(groups, name, "fgsm")],
        "many small steps succeed less often than FGSM's single one: the longer attack is stuck, by its step size or "
        "by a gradient that is masked",
        "an attack of many steps never succeeds less often than FGSM's single one",
        f"FGSM and one of {_listed(ITERATIVE)} at the same budget.",
    )  # fmt: skip


def _budget(groups: Groups) -> Json:
    pairs = []
    for model, attack, norm in dict.fromkeys(key[:3] for key, rows in groups.items() if rows[0].attack != "noise"):
        budgets = sorted(
            (key for key in groups if key[:3] == (model, attack, norm)), key=lambda key: _size(groups[key])
        )
        for small, large in pairwise(budgets):
            where = f"{attack_title(groups[small][0])} on {model}{_norm(norm)}"
            pairs.append(Pair(f"at {large[3]}", f"at {small[3]}", where, paired(groups[large], groups[small])))
    return _judge(
        "budget", "A larger budget never hurts",
        pairs,
        "a larger budget succeeds less often, though it holds all that the smaller one does: the search in it fails",
        "no attack succeeds less often at a larger budget",
        "One attack at two budgets or more.",
    )  # fmt: skip


def _restarts(groups: Groups) -> Json:
    """PGD with few restarts and with many; without these, I-FGSM's one run and PGD."""
    pairs, few, many = _more_restarts(groups), "PGD with fewer", "PGD with more restarts"
    if not pairs:
        pairs = _attacks(groups, "ifgsm", "pgd")
        few = "I-FGSM's one run from the image itself"
        many = "PGD, from random points and several times unless set otherwise,"
    return _judge(
        "restarts", "Restarts do not change the picture",
        pairs,
        f"{many} succeeds more often than {few}: more restarts may find more still",
        f"{many} succeeds no more often than {few}",
        "PGD twice at the same budget, with few restarts and with many; or I-FGSM and PGD.",
    )  # fmt: skip


def _more_restarts(groups: Groups) -> list[Pair]:
    """PGD with fewer restarts and with the next more, where it differs in nothing else."""
    alike: dict[tuple[str, str, str, tuple[object, ...]], list[Sequence[Row]]] = {}
    for (model, _, norm, epsilon), rows in groups.items():
        if rows[0].attack == "pgd" and "restarts" in rows[0].variant:
            rest = tuple(sorted((k, v) for k, v in rows[0].variant.items() if k != "restarts"))
            alike.setdefault((model, norm, epsilon, rest), []).append(rows)
    return [
        Pair(attack_title(few[0]), attack_title(many[0]), _where(model, norm, epsilon), paired(few, many))
        for (model, norm, epsilon, _), found in alike.items()
        for few, many in pairwise(sorted(found, key=lambda rows: int(rows[0].variant["restarts"])))
    ]


def _black_box(groups: Groups, transfers: Sequence[Transfer]) -> Json:
    pairs = []
    for (model, _, norm, epsilon), rows in groups.items():
        if rows[0].attack == "square":
            best = _strongest(groups, model, norm, epsilon, rows)
            if best is not None:
                where = _where(model, norm, epsilon)
                pairs.append(Pair(attack_title(best[0]), attack_title(rows[0]), where, paired(best, rows)))
    pairs += _transferred(groups, transfers)
    return _judge(
        "black-box", "Knowing the model helps",
        pairs,
        "an attack without the model's gradient succeeds more often than the best one with it: the gradient is masked",
        "no attack without the model's gradient, by queries or by another model's images, succeeds more often than the "
        "best one with it",
        "Square, or transfer between models, and an attack by gradient at the same budget.",
    )  # fmt: skip


def _transferred(groups: Groups, transfers: Sequence[Transfer]) -> list[Pair]:
    """The strongest attack by gradient on each model, and each attack's images made on another, over the cases that
    both have."""
    rows = {row.key: row for group in groups.values() for row in group}
    titles = {attack_name(row): attack_title(row) for row in rows.values()}
    shown: dict[tuple[str, str, str, str, str], dict[tuple[str, int], bool]] = {}
    for transfer in transfers:
        row = rows.get(transfer.key)
        if row is not None and row.model_sha256 != transfer.model_sha256 and transfer.clean_correct:
            where = (model_name(transfer), row.norm, row.epsilon, model_name(row), attack_name(row))
            shown.setdefault(where, {})[case_key(row)] = transfer.success
    pairs = []
    for (model, norm, epsilon, source, attack), hits in shown.items():
        best = _strongest(groups, model, norm, epsilon, None)
        if best is None:
            continue
        own = [row for row in best if row.clean_correct and case_key(row) in hits]
        found = compare(
            np.array([row.success for row in own], bool),
            np.array([hits[case_key(row)] for row in own], bool),
            np.array([unit(row) for row in own]),
        )
        made = f"{titles[attack]} images made on {source}"
        pairs.append(Pair(attack_title(best[0]), made, _where(model, norm, epsilon), found))
    return pairs


def _unbounded(groups: Groups) -> Json:
    told: list[Json] = []
    needs = f"An attack of many steps, by gradient, at {UNBOUNDED:g}/255 or more in the L∞ norm."
    for model in dict.fromkeys(key[0] for key in groups):
        keys = [
            key
            for key, rows in groups.items()
            if key[0] == model and key[2] == "linf" and _by_gradient(rows) and rows[0].attack != "fgsm"
            and _size(rows) >= UNBOUNDED
        ]  # fmt: skip
        largest = max((_size(groups[key]) for key in keys), default=0.0)
        tried = [_standing(key, groups[key]) for key in keys if _size(groups[key]) == largest]
        needs = TOO_FEW if tried else needs
        if tried := [one for one in tried if one["units"] >= FEW]:
            told.append(min(tried, key=lambda one: one["standing"] / one["n"]))
    for one in told:
        one["fault"] = one["standing"] > max(1, STANDING * one["n"])
        one["text"] = f"{one['first']} on {one['model']} at {one['epsilon']}: {one['standing']} of {one['n']}"
    return _told(
        "unbounded", "A budget without bounds leaves nothing",
        told,
        "even where nearly any change is allowed, cases withstand the strongest attack: it fails for reasons that have "
        "nothing to do with the budget",
        f"where nearly any change is allowed, no more than {STANDING:.0%} of the cases, or one, withstand the "
        "strongest attack",
        needs,
    )  # fmt: skip


def _standing(key: Key, rows: Sequence[Row]) -> Json:
    share = _success(rows)
    return {
        "model": key[0], "first": attack_title(rows[0]), "epsilon": key[3], "n": share["n"], "units": share["units"],
        "standing": share["n"] - share["hits"],
    }  # fmt: skip


def _noise(groups: Groups) -> Json:
    told: list[Json] = []
    needs = f"Any attack, at a budget of at most {MODERATE:g}/255."
    for model, norm, epsilon in dict.fromkeys((key[0], *key[2:]) for key in groups):
        here = {key: rows for key, rows in groups.items() if (key[0], *key[2:]) == (model, norm, epsilon)}
        if all(rows[0].attack == "noise" for rows in here.values()) or _size(next(iter(here.values()))) > MODERATE:
            continue
        loudest = max((_noise_success(rows) for rows in here.values()), key=lambda share: share["value"] or 0.0)
        if loudest["units"] < FEW:
            needs = TOO_FEW
            continue
        where = _where(model, norm, epsilon)
        told.append(
            {
                "model": model, "norm": norm, "epsilon": epsilon, "n": loudest["n"], "noise": loudest["hits"],
                "low": loudest["low"], "fault": (loudest["low"] or 0.0) > LOUD,
                "text": f"{where}: {loudest['hits']} of {loudest['n']}",
            }
        )  # fmt: skip
    told.sort(key=lambda one: -(one["noise"] / one["n"]))
    return _told(
        "noise", "Noise does little",
        told,
        f"noise of the same size alone changes the answer in more than {LOUD:.0%} of the cases, beyond chance: success "
        "there says little of the attack",
        f"noise of the same size alone changes the answer in no more than {LOUD:.0%} of the cases, within chance",
        needs,
    )  # fmt: skip


def _judge(name: str, title: str, pairs: Sequence[Pair], fault: str, fine: str, needs: str) -> Json:
    """Whether any first of the pairs succeeds less often than the second, beyond chance."""
    judged = [pair for pair in pairs if enough(pair.found)]
    if pairs and not judged:
        needs = TOO_FEW
    adjusted = holm([pair.found.p_below for pair in judged])
    told: list[Json] = [
        {
            "where": pair.where, "first": pair.first, "second": pair.second, "n": pair.found.n,
            "first_successes": pair.found.first, "second_successes": pair.found.second,
            "p": number(pair.found.p_below), "p_holm": number(p), "lead": number(pair.found.difference),
            "fault": p < ALPHA, "text": pair.text,
        }
        for pair, p in zip(judged, adjusted, strict=True)
    ]  # fmt: skip
    told.sort(key=lambda one: tuple(one[name] for name in ("p_holm", "p", "lead")))
    return _told(name, title, told, fault, fine, needs)


def _told(name: str, title: str, told: Sequence[Json], fault: str, fine: str, needs: str) -> Json:
    """The entry of a check; `told` begins with what is worst."""
    entry: Json = {"id": name, "title": title, "details": list(told)}
    faults = [one for one in told if one["fault"]]
    if not told:
        return entry | {"status": NOT_RUN, "sentence": "Not run: there is nothing to judge it by.", "needs": needs}
    if faults:
        named = "; ".join(one["text"] for one in faults[:MOST_NAMED])
        more = f"; and {len(faults) - MOST_NAMED} more" if len(faults) > MOST_NAMED else ""
        share = f"In {len(faults)} of {len(told)} comparisons" if len(told) > 1 else "In the one comparison made"
        text = f"{share}, {fault} ({named}{more})."
        return entry | {"status": WARNING, "sentence": text, "needs": ""}
    text = f"{fine[:1].upper()}{fine[1:]} ({_counted(len(told))}). Nearest to it: {told[0]['text']}."
    return entry | {"status": PASS, "sentence": text, "needs": ""}


def _counted(n: int) -> str:
    return "one comparison" if n == 1 else f"{n} comparisons"


def _attacks(groups: Groups, first: str, second: str) -> list[Pair]:
    """The two attacks wherever both were run."""
    return [
        Pair(attack_title(rows[0]), attack_title(others[0]), _where(model, norm, epsilon), paired(rows, others))
        for (model, _, norm, epsilon), rows in groups.items()
        if rows[0].attack == first
        for (m, _, n, e), others in groups.items()
        if others[0].attack == second and (m, n, e) == (model, norm, epsilon)
    ]


def _strongest(
    groups: Groups, model: str, norm: str, epsilon: str, cases: Sequence[Row] | None
) -> Sequence[Row] | None:
    """The rows of the attack by gradient that succeeds most often, of those `cases` where they are given; None without
    any."""
    wanted = None if cases is None else {case_key(row) for row in cases}

    def share(rows: Sequence[Row]) -> float:
        return _success([row for row in rows if wanted is None or case_key(row) in wanted])["value"] or 0.0

    tried = [
        rows
        for (m, _, n, e), rows in groups.items()
        if (m, n, e) == (model, norm, epsilon) and _by_gradient(rows)
    ]  # fmt: skip
    return max(tried, key=share, default=None)


def _by_gradient(rows: Sequence[Row]) -> bool:
    """Of the program's own: what a user's attack asks of a model is not known."""
    return rows[0].attack in ATTACKS and rows[0].attack not in (*NO_GRADIENT, "worst")


def _share(rows: Sequence[Row], of: Callable[[Cases], np.ndarray]) -> Json:
    if not rows:
        return {"value": None, "n": 0, "units": 0, "hits": 0, "low": None}
    cases = Cases(rows)
    return cases.sample.share(of(cases) > 0, cases.array("clean_correct") > 0)


def _success(rows: Sequence[Row]) -> Json:
    return _share(rows, lambda cases: cases.array("success"))


def _noise_success(rows: Sequence[Row]) -> Json:
    return _share(rows, lambda cases: cases.array("noise_success"))


def _size(rows: Sequence[Row]) -> float:
    return float(np.median([row.of_255 for row in rows]))


def _where(model: str, norm: str, epsilon: str) -> str:
    return f"{model} at {epsilon}{_norm(norm)}"


def _norm(norm: str) -> str:
    return "" if norm == "linf" else f" ({norm.upper()})"


def _listed(names: Sequence[str]) -> str:
    titles = [ATTACKS[name].title for name in names]
    return f"{', '.join(titles[:-1])} and {titles[-1]}"
