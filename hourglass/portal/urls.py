"""The addresses that customers open by a link, without logging in."""

from django.urls import path

from hourglass.portal import views

urlpatterns = [
    path("c/<str:secret>/", views.show_card, name="portal-card"),
    path("g/<str:secret>/", views.confirm_goals, name="portal-goals"),
    path("f/<str:secret>/", views.confirm_form, name="portal-form"),
]
