"""What is sent goes to the disk, never into memory, and no further than the limit."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler


class LimitedUpload(TemporaryFileUploadHandler):
    """Leaves out files over UPLOAD_LIMIT (the request then says `upload_too_large`), and all of an anonymous
    request."""

    _over = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  Django's own name, given by keyword
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self._over = content_length > settings.UPLOAD_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.request is None or not self.request.user.is_authenticated:
            raise SkipFile
        if self._over:
            self._leave_out()
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self._leave_out()
        super().receive_data_chunk(raw_data, start)

    def _leave_out(self) -> None:
        self.request.upload_too_large = True  # type: ignore[union-attr]
        raise SkipFile
