/// The observed readiness of several instances.
package struct ReadinessFigures: Sendable, Equatable, Encodable {
    package let instances: Int
    /// The time from the cut until `/readyz` of the instance that lost the primary was not 200; nil if that never came.
    package var leftAfterMs: Double?
    /// The time from the repair until it was 200 again.
    package var backAfterMs: Double?
    /// The number of the others' answers that were not 200 meanwhile.
    package var othersOut = 0
    /// The time from the cut until the instance that is cut off from everything was not ready, and from the repair
    /// until it was again.
    package var aloneLeftAfterMs: Double?
    package var aloneBackAfterMs: Double?
    package var holdSeconds = 0.0
    /// The number of answers during the hold of all, of those that were not 200, and of those that said degraded.
    package var answers = 0
    package var out = 0
    package var degraded = 0
    /// All failures that the clients for writes and reads saw, by kind.
    package var failures: [String: Int] = [:]

    private enum CodingKeys: String, CodingKey {
        case instances, out, answers, degraded, failures
        case leftAfterMs = "left_after_ms"
        case backAfterMs = "back_after_ms"
        case othersOut = "others_out"
        case aloneLeftAfterMs = "alone_left_after_ms"
        case aloneBackAfterMs = "alone_back_after_ms"
        case holdSeconds = "hold_seconds"
    }

    package init(instances: Int) {
        self.instances = instances
    }

    /// Whether the targets are met: an instance that is cut off leaves within two seconds, the others stay, and a hold
    /// of all removes none.
    package var isSound: Bool {
        (leftAfterMs ?? .infinity) <= 2_000 && backAfterMs != nil && othersOut == 0 && aloneLeftAfterMs != nil
            && aloneBackAfterMs != nil && answers > 0 && out == 0 && degraded * 10 > answers * 9
    }
}
