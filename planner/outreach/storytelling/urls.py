"""The addresses below /outreach/ of stories, involvement and whether it works."""

from django.urls import path

from planner.outreach.views import involving, results, stories, telling

app_name = "stories"

urlpatterns = [
    path("stories/", stories.library, name="library"),
    path("stories/new/", stories.new, name="new-story"),
    path("stories/challenge/", stories.challenge, name="challenge"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("stories/<int:pk>/edit/", stories.edit, name="edit-story"),
    path("words/", stories.words, name="words"),
    path("words/<int:pk>/remove/", stories.remove_word, name="remove-word"),
    path("words/<slug:code>/<slug:step>/", stories.family, name="family"),
    path("does-it-work/", results.working, name="working"),
    path("does-it-work/hold-out/", results.hold, name="hold-out"),
    path("does-it-work/let-back/", results.back, name="let-back"),
    path("involvement/", involving.involvement, name="involvement"),
    path("involvement/rules/", involving.rules, name="involvement-rules"),
    path("involvement/restore/", involving.restore, name="involvement-restore"),
    path("referrals/", results.who, name="referrals"),
    path("referrals/export/<slug:kind>/", results.export, name="referrals-export"),
    path("letter/", stories.letter, name="letter"),
    path("letters/<int:pk>/<slug:step>/", telling.letter_step, name="letter-step"),
    path("people/<int:pk>/tell/", telling.tell, name="tell"),
    path(
        "people/<int:pk>/tell/challenge/",
        telling.challenge_letter,
        name="challenge-letter",
    ),
]
