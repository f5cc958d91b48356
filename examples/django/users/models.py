from django.db import models


class User(models.Model):
    name = models.CharField(max_length=100)
    admin = models.BooleanField(default=False)
    created_on = models.DateTimeField(auto_now_add=True)
