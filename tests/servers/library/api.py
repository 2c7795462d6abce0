"""Serializers, views and routes."""

from django.urls import include, path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import authentication, pagination, permissions, routers, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from tests.servers.library.models import Author, Book

TOKEN = "token-0123456789"


class Token(authentication.TokenAuthentication):
    """The one token, without a table of them."""

    def authenticate_credentials(self, key):
        if key != TOKEN:
            raise authentication.exceptions.AuthenticationFailed("Invalid token.")
        return (None, key)

    def authenticate_header(self, request):
        return "Token"


class HasToken(permissions.BasePermission):
    def has_permission(self, request, view):
        return request.auth is not None


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["id", "name", "born"]


class BookSerializer(serializers.ModelSerializer):
    author_name = serializers.CharField(source="author.name", read_only=True)

    class Meta:
        model = Book
        fields = ["id", "title", "author", "author_name", "shape", "price", "length", "tags", "added"]

    def validate(self, values):
        if values.get("title") == "Forbidden":
            raise serializers.ValidationError("This book may not be kept.")
        return values


class CoverSerializer(serializers.Serializer):
    picture = serializers.FileField()
    caption = serializers.CharField(required=False, allow_null=True)


class CoverKeptSerializer(serializers.Serializer):
    size = serializers.IntegerField()
    caption = serializers.CharField(allow_null=True)


class Pages(pagination.PageNumberPagination):
    page_size = 2


class Authors(viewsets.ModelViewSet):
    queryset = Author.objects.order_by("id")
    serializer_class = AuthorSerializer
    pagination_class = Pages
    authentication_classes = [Token]
    permission_classes = [HasToken]


class Books(viewsets.ModelViewSet):
    queryset = Book.objects.select_related("author").order_by("title")
    serializer_class = BookSerializer
    pagination_class = pagination.LimitOffsetPagination
    authentication_classes = [Token]
    permission_classes = [HasToken]

    @extend_schema(request=CoverSerializer, responses=CoverKeptSerializer)
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def cover(self, request, pk=None):
        given = CoverSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        picture = given.validated_data["picture"]
        return Response({"size": picture.size, "caption": given.validated_data.get("caption")})


router = routers.SimpleRouter()
router.register("authors", Authors)
router.register("books", Books)
urlpatterns = [path("api/", include(router.urls)), path("schema", SpectacularJSONAPIView.as_view())]
