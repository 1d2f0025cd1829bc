/// The frames under way in one direction: each comes out a fixed time after it went in, in the same order.
package struct DelayLine {
    private let delay: Duration
    private var frames: [(due: ContinuousClock.Instant, bytes: [UInt8])] = []
    /// The index of the first frame that has not come out.
    private var head = 0

    package init(_ delay: Duration) {
        self.delay = delay
    }

    /// When the next frame comes out; nil while none is under way.
    package var nextDue: ContinuousClock.Instant? {
        head < frames.count ? frames[head].due : nil
    }

    package mutating func put(_ bytes: [UInt8], at moment: ContinuousClock.Instant) {
        frames.append((moment + delay, bytes))
    }

    /// The next frame that is due; nil if none is.
    package mutating func take(at moment: ContinuousClock.Instant) -> [UInt8]? {
        guard let due = nextDue, due <= moment else { return nil }
        defer {
            head += 1
            if head == frames.count {
                frames.removeAll(keepingCapacity: true)
                head = 0
            }
        }
        return frames[head].bytes
    }
}
