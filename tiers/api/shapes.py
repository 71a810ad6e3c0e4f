"""What the API says, field by field: the shapes of its JSON."""

from rest_framework import serializers


class HeadlineShape(serializers.Serializer[object]):
    count = serializers.IntegerField()
    of_all = serializers.CharField()
    score = serializers.FloatField()
    tier = serializers.IntegerField()
    words = serializers.CharField()
    scored_on = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field, taken out of the class


class EntryShape(serializers.Serializer[object]):
    """A coded entry that shows a deficit, with the file and the line it came from."""

    system = serializers.CharField()
    code = serializers.CharField()
    term = serializers.CharField()
    effective_on = serializers.DateField()
    recorded_on = serializers.DateField()
    known_on = serializers.DateField()
    value = serializers.CharField()
    bounds = serializers.CharField()
    read_in = serializers.CharField()


class MedicineShape(serializers.Serializer[object]):
    name = serializers.CharField()
    codes = serializers.CharField()
    issues = serializers.IntegerField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    read_in = serializers.CharField()


class DeficitShape(serializers.Serializer[object]):
    """`signs` begins with the entry that switched it on; `more` are not listed."""

    place = serializers.IntegerField()
    name = serializers.CharField()
    by = serializers.CharField()
    marks = serializers.ListField(child=serializers.CharField())
    entries = serializers.IntegerField()
    begun_on = serializers.DateField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    age = serializers.CharField()
    signs = EntryShape(many=True)
    medicines = MedicineShape(many=True)
    more = serializers.IntegerField()


class AbsentShape(serializers.Serializer[object]):
    place = serializers.IntegerField()
    name = serializers.CharField()


class MoveShape(serializers.Serializer[object]):
    on = serializers.DateField()
    by = serializers.IntegerField()
    name = serializers.CharField()
    says = serializers.CharField()


class MovesShape(serializers.Serializer[object]):
    since = serializers.DateField()
    lines = MoveShape(many=True)
    total = serializers.CharField()


class WouldChangeShape(serializers.Serializer[object]):
    says = serializers.CharField()
    count = serializers.IntegerField()
    tier = serializers.IntegerField()
    on = serializers.DateField()


class MethodChangeShape(serializers.Serializer[object]):
    on = serializers.DateField()
    before = serializers.CharField()
    since = serializers.CharField()


class KeptShape(serializers.Serializer[object]):
    """Something to keep in mind; `kind` is "soon" (look), "over" (do not rely on it) or empty."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()
    kind = serializers.CharField()


class RecordedShape(serializers.Serializer[object]):
    rows = serializers.IntegerField()
    newest = serializers.DateField()


class ElsewhereShape(serializers.Serializer[object]):
    """What another record of the same person holds; nothing is known of one that is not `reached`."""

    keeps = serializers.BooleanField()
    reached = serializers.BooleanField()
    entries = RecordedShape()
    issues = RecordedShape()


class ExplanationShape(serializers.Serializer[object]):
    """Why somebody stands where they stand, as the page says it (`tiers.queries.explain.Explanation`)."""

    person = serializers.UUIDField(source="public_id")
    on = serializers.DateField()
    known_now = serializers.BooleanField()
    counts = HeadlineShape()
    computed = HeadlineShape()
    imported = HeadlineShape()
    decided_tier = serializers.IntegerField()
    code_list = serializers.CharField(source="list_name")
    data_on = serializers.DateField()
    data_age = serializers.IntegerField()
    registered_on = serializers.DateField()
    last_entry_on = serializers.DateField()
    near_boundary = serializers.BooleanField(source="is_near")
    deficits = DeficitShape(many=True)
    doubtful = serializers.IntegerField()  # of them, on one entry or perhaps resolved, as their marks say
    absent = AbsentShape(many=True)
    moves = MovesShape()
    since_decision = MovesShape()
    would_change = WouldChangeShape(many=True)
    method = MethodChangeShape()
    keep = KeptShape(many=True)
    unclear = serializers.ListField(child=serializers.CharField())
    elsewhere = ElsewhereShape(many=True)
