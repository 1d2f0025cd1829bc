/// A value for each server that there may be (``Numbering/mostServers``), in place: no look at it counts references.
package typealias ByServer<Value> = InlineArray<16, Value>
