"""What methods and types are called where a framework made the operationId, and what keeps the operationId."""

from __future__ import annotations

import pytest

from codegen.diagnostics import Problems
from codegen.python.client import names
from codegen.python.names import minting
from tests.lowering import Lowered, lower_text

ANSWER = (
    '"200": {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}'
)


def document(*operations: tuple[str, str, str, str]) -> Lowered:
    """A document of operations, each method, path, tag and operationId."""
    lines: dict[str, list[str]] = {}
    for method, path, tag, operation_id in operations:
        keywords = f"operationId: '{operation_id}', responses: {{{ANSWER}}}{f', tags: [{tag}]' if tag else ''}"
        lines.setdefault(path, []).append(f"    {method}: {{{keywords}}}\n")
    return lower_text("paths:\n" + "".join(f"  '{path}':\n{''.join(each)}" for path, each in lines.items()))


def methods(
    *operations: tuple[str, str, str, str], clean: bool = True, pins: dict[str, str] | None = None
) -> list[str]:
    problems = Problems()
    minted = names.mint(document(*operations).api, pins or {}, problems, clean_ids=clean)
    assert not problems.found
    return [f"{name.resource}.{name.method}" for name in minted.methods.values()]


def types(*operations: tuple[str, str, str, str], clean: bool = True) -> list[str]:
    problems = Problems()
    minted = minting.mint(document(*operations).api, {}, problems, clean_ids=clean)
    assert not problems.found
    return list(minted.types.values())


MADE = [
    # FastAPI: function, path, method
    ("get", "/books/{book_id}", "Books", "show_book_books__book_id__get", "books.show_book", "ShowBookResponse"),
    ("post", "/books/", "Books", "add_books__post", "books.add", "BooksAddResponse"),
    ("put", "/books-of/{id}", "Books", "books_move_books_of__id__put", "books.move", "BooksMoveResponse"),
    ("get", "/books/{id}", "Books", "show_books__id__post", "books.show_books__id__post", "ShowBooksIdPostResponse"),
    # Litestar: path, function
    ("get", "/shelves/{shelf_id}", "", "ShelvesShelfIdShowShelf", "shelves.show_shelf", "ShowShelfResponse"),
    ("get", "/top-shelves", "shelf", "TopShelvesGetOne", "shelf.get_one", "GetOneResponse"),
    # NestJS and LoopBack: controller, method, version
    ("get", "/loans", "Loans", "LoansController_findAll", "loans.find_all", "LoansFindAllResponse"),
    ("get", "/v2/loans", "Loans", "LoansController_findAll_v2", "loans.find_all", "LoansFindAllResponse"),
    ("get", "/loans", "Loans", "DeskController.lend", "loans.lend", "DeskLendResponse"),
    # Springfox and springdoc: function, method, number
    ("get", "/loans", "loan-controller", "findAllUsingGET", "loan_controller.find_all", "FindAllResponse"),
    ("post", "/loans", "Loans", "addUsingPOST_12", "loans.add", "LoansAddResponse"),
    ("get", "/loans", "Loan-Controller", "findAll_1", "loan_controller.find_all", "FindAllResponse"),
    # The tag, again
    ("get", "/loans/", "loans", "loans_list", "loans.list", "LoansListResponse"),
    ("patch", "/loans/{id}/", "loans", "loans_partial_update", "loans.partial_update", "LoansPartialUpdateResponse"),
    ("get", "/x", "Reading rooms", "reading-rooms/free", "reading_rooms.free", "ReadingRoomsFreeResponse"),
    ("post", "/x", "Loans", "loanCreate", "loans.create", "LoanCreateResponse"),
    ("get", "/api/v1/loans", "", "loans_retrieve", "loans.retrieve", "LoansRetrieveResponse"),
    # Method and path
    ("post", "/v1/loans/{loan}/notes/{id}", "", "PostLoansLoanNotesId", "loans.post_loan_note", "PostLoanNoteResponse"),
    ("get", "/loans/{loan}/data/{id}", "", "getLoansLoanDataId", "loans.get_loan_data_id", "GetLoanDataIdResponse"),
]
WRITTEN = [
    ("get", "/x", "search", "searchBooks", "search.search_books"),
    ("get", "/x", "loan", "loanshark_find", "loan.loanshark_find"),
    ("get", "/x", "loans", "loans_import", "loans.loans_import"),
    ("get", "/x", "loans", "loans_2", "loans.loans_2"),
    ("get", "/x", "loans", "findAll_1", "loans.find_all_1"),
    ("get", "/x", "loans", "payUsingPOST", "loans.pay_using_post"),
    ("get", "/x", "loans", "loans", "loans.loans"),
    ("get", "/x", "loans", "listLoans", "loans.list_loans"),
    ("get", "/loans", "loans", "getLoans", "loans.get_loans"),
    ("get", "/x", "remote", "RemoteController", "remote.remote_controller"),
]


@pytest.mark.parametrize(("method", "path", "tag", "operation_id", "name", "type_name"), MADE)
def test_what_a_framework_added_is_left_out(
    method: str, path: str, tag: str, operation_id: str, name: str, type_name: str
) -> None:
    assert methods((method, path, tag, operation_id)) == [name]
    assert types((method, path, tag, operation_id)) == [type_name]


@pytest.mark.parametrize(("method", "path", "tag", "operation_id", "name"), WRITTEN)
def test_what_a_person_wrote_is_kept(method: str, path: str, tag: str, operation_id: str, name: str) -> None:
    assert methods((method, path, tag, operation_id)) == [name]


def test_names_are_left_as_written_on_demand() -> None:
    operation = ("get", "/books/{id}", "Books", "show_books__id__get")
    assert methods(operation, clean=False) == ["books.show_books__id__get"]
    assert types(operation, clean=False) == ["ShowBooksIdGetResponse"]


def test_clean_names_that_meet_all_stay_as_written() -> None:
    one = ("get", "/books/{id}", "Books", "show_books__id__get")
    two = ("get", "/old/{id}", "Books", "show_old__id__get")
    other = ("get", "/books", "Books", "list_all_books_get")
    assert methods(one, other) == ["books.show", "books.list_all"]
    assert methods(one, two, other) == ["books.show_books__id__get", "books.show_old__id__get", "books.list_all"]
    assert types(one, two, other) == ["ShowBooksIdGetResponse", "ShowOldIdGetResponse", "ListAllResponse"]


def test_a_clean_name_gives_way_to_an_operation_id_and_to_a_pin() -> None:
    clean, own = ("get", "/a", "Books", "books_find"), ("get", "/b", "Books", "find")
    assert methods(clean, own) == ["books.books_find", "books.find"]
    last = ("get", "/c", "Books", "books_books_find")
    assert methods(own, clean, last) == ["books.find", "books.books_find", "books.books_books_find"]
    pin = {"#/paths/~1b/get": "seek"}
    assert methods(("get", "/a", "Books", "books_seek"), own, pins=pin) == ["books.books_seek", "books.seek"]


def test_what_is_too_long_says_the_path_in_fewer_words() -> None:
    lowered = document(("get", "/api/v2/reading-rooms/{room_id}/reservations/{reservation_id}", "Rooms", "..."))
    (name,) = names.mint(lowered.api, {}, Problems()).methods.values()
    assert name.method == "get_reading_room_reservation"
    assert list(minting.mint(lowered.api, {}, Problems()).types.values()) == ["GetReadingRoomReservationResponse"]
    (name,) = names.mint(document(("get", "/api/v2/rooms/{id}", "Rooms", "...")).api, {}, Problems()).methods.values()
    assert name.method == "get_api_v2_rooms_by_id"


def test_types_of_a_long_operation_id_leave_out_the_tag() -> None:
    made = ("get", "/a", "Interlibrary loans", "interlibrary-loans-list-requests-of-partners")
    assert types(made) == ["ListRequestsOfPartnersResponse"]
    other = ("get", "/b", "Interlibrary returns", "interlibrary-returns-list-requests-of-partners")
    assert types(made, other) == [
        "InterlibraryLoansListRequestsOfPartnersResponse",
        "InterlibraryReturnsListRequestsOfPartnersResponse",
    ]


def test_equal_names_in_two_resources_do_not_meet() -> None:
    made = ("get", "/a", "Books", "books_list"), ("get", "/b", "Films", "films_list")
    assert methods(*made) == ["books.list", "films.list"]
    assert types(*made) == ["BooksListResponse", "FilmsListResponse"]
