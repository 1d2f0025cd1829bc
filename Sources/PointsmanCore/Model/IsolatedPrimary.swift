/// What to do about a routed primary that a majority of the members has left: it may be cut off from a successor that we
/// can't see.
package enum IsolatedPrimary: String, Sendable {
    /// Go on, and say so.
    case warn
    /// Hold clients, and let them fail when the hold runs out.
    case hold
}
