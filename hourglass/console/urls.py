"""The addresses of the console."""

from django.urls import path

from hourglass.console.views import (
    about,
    admin,
    audit,
    calendar,
    channels,
    deliveries,
    gallery,
    preferences,
    settings,
    today,
)

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
    path("admin/channels/", channels.index, name="channels"),
    path("admin/channels/new/<slug:kind>/", channels.add, name="channel-new"),
    path("admin/channels/<int:pk>/", channels.show, name="channel"),
    path("admin/channels/<int:pk>/tests/", channels.test, name="channel-tests"),
    path("admin/channels/<int:pk>/pause/", channels.pause, name="channel-pause"),
    path("admin/channels/<int:pk>/resumption/", channels.resume, name="channel-resumption"),
    path("admin/channels/<int:pk>/rotation/", channels.rotate, name="channel-rotation"),
    path("admin/deliveries/", deliveries.index, name="deliveries"),
    path("admin/deliveries/<int:pk>/", deliveries.show, name="delivery"),
    *(
        path(f"admin/deliveries/<int:pk>/{name}/", deliveries.decide, {"decision": name}, name=f"delivery-{name}")
        for name in deliveries.DECISIONS
    ),
    path("admin/about/", about.show, name="about"),
    path("admin/about/source/", about.source, name="about-source"),
    path("admin/audit/", audit.show, name="audit"),
    path("admin/audit/checks/", audit.check, name="audit-checks"),
    path("admin/audit/exports/", audit.export, name="audit-exports"),
    path("gallery/", gallery.show, name="gallery"),
    path("gallery/toasts/", gallery.toast, name="gallery-toast"),
    path("gallery/toasts/undo/", gallery.undo, name="gallery-undo"),
    path("gallery/errors/<slug:code>/", gallery.error, name="gallery-error"),
]
