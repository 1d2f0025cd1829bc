/// How long something that has failed is left alone before it is tried again: longer after each failure, up to a limit, until it
/// succeeds or there is reason to hope anew.
package struct BackOff: Equatable, Sendable {
    /// How the rests grow: from the first one on twice as long each time, never beyond the longest.
    package struct Pace: Equatable, Sendable {
        package let first: Duration
        package let longest: Duration

        package init(first: Duration, longest: Duration) {
            self.first = first
            self.longest = longest
        }
    }

    /// How many times in a row it has failed.
    package private(set) var failures: Int
    /// Not before that; nil is at once.
    package private(set) var next: Instant?

    package init(failures: Int = 0, next: Instant? = nil) {
        self.failures = failures
        self.next = next
    }

    /// Notes one more failure.
    /// - Parameter seed: another number in each instance, so that a fleet does not try in step: up to a quarter of the rest is
    ///   taken off by it.
    package mutating func fail(_ pace: Pace, seed: UInt64, at moment: Instant) {
        var rest = pace.first
        var doublings = failures
        while doublings > 0, rest < pace.longest {
            rest += rest
            doublings -= 1
        }
        failures += 1
        let quarters = Self.mix(seed &+ UInt64(failures)) % 256
        next = moment + min(rest, pace.longest) * Int(1024 - quarters) / 1024
    }

    /// Has the next attempt be made at once, and the rests grow from the first one again.
    package mutating func reset() {
        self = BackOff()
    }

    /// Another number of 64 evenly spread bits for each number (the finaliser of SplitMix64).
    private static func mix(_ number: UInt64) -> UInt64 {
        var bits = number &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

extension BackOff.Pace {
    /// Of logins that a server refuses until somebody changes a password, a role, a database or pg_hba.conf.
    package static let refused = BackOff.Pace(first: .seconds(1), longest: .seconds(30))
    /// Of a server that has no connection left: another one may end at any moment.
    package static let crowded = BackOff.Pace(first: .milliseconds(250), longest: .seconds(5))
    /// Of other errors that a server answers with: some pass by themselves.
    package static let failing = BackOff.Pace(first: .milliseconds(100), longest: .seconds(5))
}
