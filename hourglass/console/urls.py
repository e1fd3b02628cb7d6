"""The addresses of the console."""

from django.urls import path

from hourglass.console.views import admin, calendar, gallery, preferences, settings, today

urlpatterns = [
    path("", today.show, name="today"),
    path("preferences/", preferences.show, name="preferences"),
    path("preferences/theme/", preferences.theme, name="preferences-theme"),
    path("preferences/language/", preferences.language, name="language"),
    path("admin/", admin.show, name="admin"),
    path("admin/calendar/", calendar.show, name="calendar"),
    path("admin/calendar/days/", calendar.add, name="calendar-days"),
    path("admin/calendar/days/<int:pk>/removal/", calendar.remove, name="calendar-day-removal"),
    path("admin/settings/", settings.show, name="settings"),
    path("admin/settings/<str:key>/", settings.one, name="setting"),
    path("admin/settings/<str:key>/changes/<int:pk>/cancellation/", settings.cancel, name="setting-cancellation"),
    path("gallery/", gallery.show, name="gallery"),
    path("gallery/toasts/", gallery.toast, name="gallery-toast"),
    path("gallery/toasts/undo/", gallery.undo, name="gallery-undo"),
    path("gallery/errors/<slug:code>/", gallery.error, name="gallery-error"),
]
