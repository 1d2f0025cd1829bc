/// A value for each server that there may be (``Site/mostServers``), in place: no look at it counts references.
typealias ByServer<Value> = InlineArray<16, Value>
