"""The demo company's plans that are over: what was predicted has met its outcome."""

from planner.demo.plans import (
    BeliefFact,
    ConditionFact,
    PlanFact,
    ReviewFact,
    TacticFact,
    Word,
)

PAST = (
    PlanFact(
        title="Summer on the terrace",
        objective="900 families furnish the terrace before the holidays.",
        by="sales",
        begins=-62,
        weeks=13,
        tactics=(
            TacticFact(
                code="terrace-leaflet",
                name="Leaflet to gardens within an hour's drive",
                promises=("chosen-week", "a-person"),
                audience="new",
                segment="families",
                channel="mail",
                budget=21000,
                margin=61,
                occasions=(50, 75, 110),
                starts=1,
                ends=11,
            ),
        ),
        submitted=-65,
        outcome="approved",
        reason="Packing has the weeks to spare, and a person answers.",
        review_in=-47,
        review=ReviewFact(
            week=-47,
            decided_well="good",
            if_kept="We asked packing before we asked the printer, and their figure held to "
            "the parcel. Do it in this order again.",
            if_missed="The desk took more calls than anybody had counted on. It was decided on "
            "figures that were right, and went wrong: nothing to change but the luck.",
        ),
        words=(Word(by="operations", stance="signed", reason="75 a week fit."),),
    ),
    PlanFact(
        title="Help with every move",
        objective="600 city flats have their beds carried up and put together.",
        by="care",
        begins=-46,
        weeks=16,
        tactics=(
            TacticFact(
                code="movers",
                name="A card in the boxes of two moving firms",
                promises=("assembled", "money-back"),
                audience="new",
                segment="city-flats",
                channel="partner",
                budget=9000,
                margin=44,
                occasions=(18, 28, 40),
                starts=1,
                ends=14,
            ),
        ),
        beliefs=(
            BeliefFact(
                code="new-fitters",
                statement="The two new fitters work as well as the old ones.",
                driver=("reliability", "assembled"),
                probability="0.8",
                if_false="0.95",
            ),
        ),
        submitted=-49,
        outcome="approved",
        reason="Small, and it keeps the crews busy between the catalogues.",
        review_in=-28,
        review=ReviewFact(
            week=-28,
            decided_well="good",
            known=(("new-fitters", True),),
            if_kept="The new fitters were as good as the old ones, and we decided before we "
            "knew. Let them ride along for a week first: then it is knowledge, not luck.",
            if_missed="The new fitters were as good as the old ones; the stairs were not. It "
            "was a fair bet at three in four, and this was the fourth.",
        ),
        words=(Word(by="operations", stance="signed"),),
    ),
    PlanFact(
        title="Spring catalogue",
        objective="1,500 families who know us choose their week again.",
        by="sales",
        begins=-36,
        weeks=18,
        tactics=(
            TacticFact(
                code="spring-pages",
                name="Catalogue to past customers",
                promises=("chosen-week",),
                audience="existing",
                segment="families",
                channel="mail",
                budget=36000,
                margin=57,
                occasions=(60, 85, 115),
                starts=1,
                ends=15,
            ),
            TacticFact(
                code="spring-assembly",
                name="Wardrobes with assembly",
                promises=("assembled",),
                audience="existing",
                segment="families",
                channel="mail",
                budget=8000,
                margin=33,
                occasions=(14, 20, 28),
                starts=1,
                ends=15,
            ),
        ),
        submitted=-39,
        outcome="approved",
        reason="The best of our customers, and room in every week.",
        review_in=-17,
        review=ReviewFact(
            week=-17,
            decided_well="good",
            if_kept="Past customers choose weeks that nobody else wants. The next catalogue "
            "goes to them first.",
            if_missed="Two weeks of snow and a strike: the figures were right, the winter was "
            "not. Decide it the same way again.",
        ),
        words=(
            Word(by="operations", stance="signed"),
            Word(by="finance", stance="signed"),
        ),
    ),
    PlanFact(
        title="Not one box left behind",
        objective="Families hear that we take every box away with us.",
        by="marketing",
        begins=-30,
        weeks=12,
        tactics=(
            TacticFact(
                code="box-film",
                name="A film of an empty hall",
                promises=("no-box-left",),
                audience="existing",
                segment="families",
                channel="social",
                budget=7000,
                margin=19,
                occasions=(25, 40, 60),
                starts=1,
                ends=12,
            ),
        ),
        submitted=-33,
        outcome="conditional",
        reason="The score says that we fall short of 97 in 100, by little. It is worth "
        "trying, if every crew is told.",
        conditions=(
            ConditionFact(
                text="Every driver hears of it before the film is shown",
                by="operations",
                due=-30,
                met=-31,
                note="Told at the morning rounds of week one; all eleven have signed.",
            ),
        ),
        review_in=-16,
        review=ReviewFact(
            week=-16,
            decided_well="bad",
            if_kept="The score said one in four, and it came: we were lucky. Nobody folded "
            "faster for having been told. Promise 94 in 100, or pay for the minutes.",
            if_missed="The score said one in four, and we approved because the film was good. "
            "Telling the drivers did not give them time to fold: promise 94 in 100, or pay "
            "for the minutes.",
            next_in=3,
        ),
        words=(
            Word(
                by="operations",
                stance="dissents",
                reason="We leave a box behind in 4 of 100 homes.",
            ),
        ),
    ),
    PlanFact(
        title="Easy returns",
        objective="City flats dare to order a sofa they have not sat on.",
        by="care",
        begins=-24,
        weeks=12,
        tactics=(
            TacticFact(
                code="sit-first",
                name="A fortnight to sit on it",
                promises=("money-back",),
                audience="existing",
                segment="city-flats",
                channel="web",
                budget=5000,
                margin=23,
                occasions=(15, 24, 38),
                starts=1,
                ends=12,
            ),
        ),
        submitted=-27,
        outcome="approved",
        reason="Returns have room, and it is what they ask for.",
        review_in=-1,
        words=(Word(by="finance", stance="signed"),),
    ),
)
