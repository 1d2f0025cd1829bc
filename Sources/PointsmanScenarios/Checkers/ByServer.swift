/// A value for each possible server (``Numbering/mostServers``), stored in place, so that reading one counts no
/// references.
package typealias ByServer<Value> = InlineArray<16, Value>
