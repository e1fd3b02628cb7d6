"""The addresses of the console."""

from django.urls import path

from hourglass.console.views import admin, gallery, preferences, today

urlpatterns = [
    path("", today.show, name="today"),
    path("preferences/", preferences.show, name="preferences"),
    path("preferences/theme/", preferences.theme, name="preferences-theme"),
    path("preferences/language/", preferences.language, name="language"),
    path("admin/", admin.show, name="admin"),
    path("gallery/", gallery.show, name="gallery"),
    path("gallery/toasts/", gallery.toast, name="gallery-toast"),
    path("gallery/toasts/undo/", gallery.undo, name="gallery-undo"),
    path("gallery/errors/<slug:code>/", gallery.error, name="gallery-error"),
]
