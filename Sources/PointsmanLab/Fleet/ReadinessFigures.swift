/// What the readiness of several instances was seen to do.
package struct ReadinessFigures: Sendable, Equatable, Encodable {
    package let instances: Int
    /// From the cut until `/readyz` of the instance that is cut off from the primary was not 200; nil where that never came.
    package var leftAfterMs: Double?
    /// From the mending until it was 200 again.
    package var backAfterMs: Double?
    /// How many answers of the others were not 200 meanwhile.
    package var othersOut = 0
    /// From the cut until the instance that is cut off from everything had left, and from the mending until it was back.
    package var aloneLeftAfterMs: Double?
    package var aloneBackAfterMs: Double?
    package var holdSeconds = 0.0
    /// How many answers there were during the hold of all, how many of them were not 200, and how many said degraded.
    package var answers = 0
    package var out = 0
    package var degraded = 0
    /// What the clients for writes and reads saw fail in all.
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

    /// The targets: one that is cut off leaves within two seconds, the others stay, and a hold of all takes none out.
    package var isSound: Bool {
        (leftAfterMs ?? .infinity) <= 2_000 && backAfterMs != nil && othersOut == 0 && aloneLeftAfterMs != nil
            && aloneBackAfterMs != nil && answers > 0 && out == 0 && degraded * 10 > answers * 9
    }
}
