"""What the library keeps."""

from uuid import uuid4

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=40, unique=True)
    born = models.DateField(null=True, blank=True)


class Book(models.Model):
    class Shape(models.TextChoices):
        PAPER = "paper", "On paper"
        SOUND = "sound", "Read aloud"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=40)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    shape = models.CharField(max_length=10, choices=Shape.choices, blank=True, null=True)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    length = models.DurationField(null=True, blank=True)
    tags = models.JSONField(default=list)
    added = models.DateTimeField(auto_now_add=True)
