"""The demo company's plans: what each director wants, and how far it has come."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class TacticFact:
    code: str
    name: str
    promises: tuple[str, ...]
    audience: str
    segment: str
    channel: str
    budget: int
    margin: int
    occasions: tuple[int, int, int]
    starts: int
    ends: int
    strategy: str = ""


@dataclass(frozen=True, kw_only=True)
class BeliefFact:
    code: str
    statement: str
    driver: tuple[str, str]
    probability: str
    if_false: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Word:
    """A director's word on a plan: stance and reason."""

    by: str
    stance: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ConditionFact:
    """What an approval asked; ``due`` and ``met`` are weeks from the demo's Monday."""

    text: str
    by: str
    due: int
    met: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DissentFact:
    """Who disagreed so many hours after the decision, and what the CEO answered."""

    by: str
    hours: int
    reason: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class ReviewFact:
    """What the CEO found on looking back; ``week`` and ``next_in`` from the demo's Monday.

    The ledger is drawn for the day on which the demo begins, so there is a lesson for
    either way in which a plan may have turned out.
    """

    week: int
    decided_well: str
    if_kept: str
    if_missed: str
    known: tuple[tuple[str, bool], ...] = ()
    next_in: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlanFact:
    """``begins`` and ``submitted`` are weeks from the demo's Monday.

    ``outcome`` is what the CEO said, a week after it was submitted; empty: it waits,
    or is still a draft where ``submitted`` is None.
    """

    title: str
    objective: str
    by: str
    begins: int
    weeks: int
    tactics: tuple[TacticFact, ...]
    beliefs: tuple[BeliefFact, ...] = ()
    submitted: int | None = None
    outcome: str = ""
    reason: str = ""
    conditions: tuple[ConditionFact, ...] = ()
    review_in: int = 26
    review: ReviewFact | None = None
    dissent: DissentFact | None = None
    decided_by: str = "ceo"
    words: tuple[Word, ...] = field(default=())


PLANS = (
    PlanFact(
        title="Autumn catalogue",
        objective="3,000 families who know us choose their week again.",
        by="sales",
        begins=-4,
        weeks=18,
        tactics=(
            TacticFact(
                code="catalogue",
                name="Catalogue to past customers",
                promises=("chosen-week",),
                audience="existing",
                segment="families",
                channel="mail",
                budget=38000,
                margin=58,
                occasions=(70, 90, 120),
                starts=1,
                ends=14,
                strategy="Win back families who know us",
            ),
            TacticFact(
                code="with-assembly",
                name="Beds with assembly",
                promises=("assembled",),
                audience="existing",
                segment="families",
                channel="mail",
                budget=9000,
                margin=31,
                occasions=(14, 20, 30),
                starts=1,
                ends=14,
                strategy="Take the work out of moving in",
            ),
        ),
        beliefs=(
            BeliefFact(
                code="order-rate",
                statement="Six in a hundred catalogues bring an order.",
                driver=("demand", "catalogue"),
                probability="0.8",
                if_false="1.3",
                note="Compare with the spring catalogue by week three.",
            ),
        ),
        submitted=-7,
        outcome="approved",
        reason="It asks little of packing and speaks to people who trust us.",
        review_in=10,
        words=(
            Word(by="operations", stance="signed", reason="90 parcels a week fit."),
            Word(by="care", stance="signed"),
            Word(by="finance", stance="signed"),
        ),
    ),
    PlanFact(
        title="Spring launch",
        objective="21,000 new families hear that they choose the week, and 7,000 do.",
        by="marketing",
        begins=1,
        weeks=26,
        tactics=(
            TacticFact(
                code="television",
                name="Television, two regions",
                promises=("chosen-week", "a-person"),
                audience="new",
                segment="families",
                channel="television",
                budget=56000,
                margin=62,
                occasions=(320, 460, 620),
                starts=9,
                ends=20,
            ),
            TacticFact(
                code="social",
                name="Social posts with assembly films",
                promises=("chosen-week", "assembled"),
                audience="new",
                segment="families",
                channel="social",
                budget=22000,
                margin=74,
                occasions=(40, 60, 90),
                starts=9,
                ends=18,
            ),
            TacticFact(
                code="letters",
                name="Letters to known families",
                promises=("chosen-week",),
                audience="existing",
                segment="families",
                channel="mail",
                budget=6000,
                margin=58,
                occasions=(20, 30, 45),
                starts=9,
                ends=14,
            ),
        ),
        beliefs=(
            BeliefFact(
                code="spread",
                statement="Orders from television spread over three months.",
                driver=("demand", "television"),
                probability="0.6",
                if_false="1.4",
                note="Ask the agency for the curve of the last launch.",
            ),
            BeliefFact(
                code="packers-stay",
                statement="All packers stay over the spring.",
                driver=("capacity", "packing"),
                probability="0.85",
                if_false="0.9",
                note="Two contracts end in March.",
            ),
            BeliefFact(
                code="new-are-like-old",
                statement="New families are no harder to deliver to than known ones.",
                driver=("reliability", "chosen-week"),
                probability="0.9",
                if_false="0.96",
            ),
        ),
        submitted=0,
        words=(
            Word(
                by="operations",
                stance="dissents",
                reason="We pack 1,000 parcels in a good week. 380 are promised "
                "already and the catalogue takes 90. I won't put my name to more "
                "than 1,000.",
            ),
            Word(
                by="finance", stance="signed", reason="The margin is right if it holds."
            ),
        ),
    ),
    PlanFact(
        title="Cots before the baby",
        objective="500 young families have the nursery standing before the birth.",
        by="sales",
        begins=1,
        weeks=14,
        tactics=(
            TacticFact(
                code="midwives",
                name="A card at the midwife's",
                promises=("assembled",),
                audience="new",
                segment="families",
                channel="cards",
                budget=7000,
                margin=68,
                occasions=(58, 68, 80),
                starts=1,
                ends=8,
            ),
        ),
        submitted=0,
        words=(
            Word(
                by="operations",
                stance="signed",
                reason="If the beds of the catalogue are over, the crews have the time.",
            ),
        ),
    ),
    PlanFact(
        title="Chairs on trial",
        objective="330 small offices try a chair before they choose forty.",
        by="sales",
        begins=5,
        weeks=20,
        tactics=(
            TacticFact(
                code="try-a-chair",
                name="One chair on the desk for two weeks",
                promises=("money-back",),
                audience="new",
                segment="offices",
                channel="visit",
                budget=5000,
                margin=46,
                occasions=(17, 22, 29),
                starts=2,
                ends=16,
            ),
        ),
        submitted=0,
        words=(Word(by="operations", stance="signed"),),
    ),
    PlanFact(
        title="The second sofa",
        objective="280 city flats take a second sofa home to compare.",
        by="care",
        begins=5,
        weeks=20,
        tactics=(
            TacticFact(
                code="compare",
                name="Two sofas, one comes back",
                promises=("money-back",),
                audience="existing",
                segment="city-flats",
                channel="telephone",
                budget=3000,
                margin=38,
                occasions=(15, 20, 26),
                starts=3,
                ends=16,
            ),
        ),
        submitted=0,
        words=(
            Word(
                by="operations",
                stance="dissents",
                reason="With the chairs on trial the desk is full: 148 of 150 returns a "
                "week. Not without a second checker.",
            ),
        ),
    ),
    PlanFact(
        title="Curtains in two lengths",
        objective="City flats order curtains in two lengths and send one back.",
        by="marketing",
        begins=5,
        weeks=20,
        tactics=(
            TacticFact(
                code="two-lengths",
                name="Order both, keep one",
                promises=("money-back",),
                audience="new",
                segment="city-flats",
                channel="web",
                budget=2400,
                margin=26,
                occasions=(16, 22, 30),
                starts=4,
                ends=15,
            ),
        ),
        submitted=0,
        words=(Word(by="finance", stance="signed"),),
    ),
    PlanFact(
        title="Back to Northlight",
        objective="900 customers who went quiet buy again within the half year.",
        by="care",
        begins=1,
        weeks=26,
        tactics=(
            TacticFact(
                code="call-back",
                name="Calls to those who went quiet",
                promises=("chosen-week", "a-person"),
                audience="lapsed",
                segment="lapsed",
                channel="telephone",
                budget=11000,
                margin=55,
                occasions=(18, 28, 40),
                starts=3,
                ends=22,
            ),
            TacticFact(
                code="easy-return",
                name="A note on returns in every parcel",
                promises=("money-back",),
                audience="existing",
                segment="city-flats",
                channel="parcel",
                budget=2500,
                margin=9,
                occasions=(8, 14, 22),
                starts=2,
                ends=24,
            ),
        ),
        beliefs=(
            BeliefFact(
                code="they-answer",
                statement="One in nine who is called orders within a month.",
                driver=("demand", "call-back"),
                probability="0.75",
                if_false="0.6",
                note="200 calls in the first two weeks will tell.",
            ),
        ),
        submitted=-3,
        words=(
            Word(
                by="operations", stance="signed", reason="Under a tenth of our slack."
            ),
            Word(by="marketing", stance="dissents", reason="It will not be noticed."),
            Word(by="finance", stance="signed"),
        ),
    ),
    PlanFact(
        title="Sit on it at home",
        objective="200 city flats keep the sofa they were not sure of.",
        by="care",
        begins=-5,
        weeks=14,
        tactics=(
            TacticFact(
                code="at-home",
                name="A card in every sofa: three weeks to change your mind",
                promises=("money-back",),
                audience="existing",
                segment="city-flats",
                channel="mail",
                budget=3000,
                margin=26,
                occasions=(8, 12, 18),
                starts=1,
                ends=12,
            ),
        ),
        submitted=-8,
        outcome="conditional",
        reason="Returns have the room. It stands if the slip is in the van, not in the "
        "customer's drawer.",
        conditions=(
            ConditionFact(
                text="The returns desk has a second scale",
                by="operations",
                due=-3,
                met=-4,
                note="Installed and calibrated; a return is weighed in two minutes.",
            ),
            ConditionFact(
                text="Every driver carries the return slip and can explain it",
                by="frontline",
                due=2,
            ),
        ),
        review_in=9,
        words=(Word(by="operations", stance="signed"),),
    ),
    PlanFact(
        title="Desks on approval",
        objective="60 small offices try a desk before they furnish a floor.",
        by="sales",
        begins=-6,
        weeks=12,
        tactics=(
            TacticFact(
                code="try-a-desk",
                name="One desk to try, with a visit after a week",
                promises=("money-back",),
                audience="new",
                segment="offices",
                channel="visit",
                budget=4000,
                margin=48,
                occasions=(4, 7, 11),
                starts=1,
                ends=10,
            ),
        ),
        submitted=-9,
        outcome="conditional",
        reason="Small enough to try. But offices pay by invoice, and a credit note is not "
        "money back.",
        conditions=(
            ConditionFact(
                text="Refunds to offices leave within a week, not with the monthly run",
                by="finance",
                due=-1,
            ),
        ),
        review_in=8,
        words=(
            Word(by="operations", stance="signed"),
            Word(
                by="finance",
                stance="dissents",
                reason="Invoices are settled monthly: 19 of 40 refunds to offices took "
                "longer than a week this year.",
            ),
        ),
    ),
    PlanFact(
        title="Two days to your door",
        objective="City flats order on Monday and have it on Wednesday.",
        by="marketing",
        begins=2,
        weeks=20,
        tactics=(
            TacticFact(
                code="posters",
                name="Posters in the underground",
                promises=("two-days",),
                audience="new",
                segment="city-flats",
                channel="posters",
                budget=31000,
                margin=64,
                occasions=(70, 110, 160),
                starts=3,
                ends=16,
            ),
        ),
        beliefs=(
            BeliefFact(
                code="before-noon",
                statement="Two thirds of the orders come before noon.",
                driver=("demand", "posters"),
                probability="0.5",
                if_false="1.2",
            ),
        ),
    ),
    PlanFact(
        title="Offices first",
        objective="120 small offices furnish a whole floor with us.",
        by="sales",
        begins=3,
        weeks=22,
        tactics=(
            TacticFact(
                code="visits",
                name="Visits with a floor plan",
                promises=("chosen-week", "assembled"),
                audience="new",
                segment="offices",
                channel="visit",
                budget=26000,
                margin=210,
                occasions=(60, 85, 120),
                starts=2,
                ends=18,
            ),
        ),
        beliefs=(
            BeliefFact(
                code="ten-desks",
                statement="An office takes ten desks, not fifteen.",
                driver=("demand", "visits"),
                probability="0.65",
                if_false="1.5",
            ),
        ),
        submitted=-3,
        outcome="returned",
        decided_by="finance",
        reason="The crews are full with families until May. Come back with half as "
        "many visits, or with the third crew paid for.",
        words=(
            Word(
                by="operations",
                stance="dissents",
                reason="210 visits a week is all we have, 120 are promised.",
            ),
        ),
    ),
    PlanFact(
        title="Half-price January",
        objective="Empty the warehouse before the stocktaking.",
        by="sales",
        begins=-1,
        weeks=8,
        tactics=(
            TacticFact(
                code="sale",
                name="Half price on last year's series",
                promises=("chosen-week",),
                audience="new",
                segment="families",
                channel="web",
                budget=15000,
                margin=8,
                occasions=(400, 560, 800),
                starts=1,
                ends=6,
            ),
        ),
        submitted=-5,
        outcome="rejected",
        reason="It would break the week for those who paid in full, to earn eight "
        "euro a parcel.",
        dissent=DissentFact(
            by="marketing",
            hours=50,
            reason="Last year's series fills 400 square metres. In February the spring "
            "series comes, and has nowhere to stand.",
            answer="Seen. The hall in the east is rented for February and March; it costs "
            "less than the calls of last January.",
        ),
        words=(
            Word(
                by="care",
                stance="dissents",
                reason="Last January brought 2,100 calls about late parcels.",
            ),
        ),
    ),
)
