import PointsmanScenarios

/// The ways between sites: the time of a message on each, in each direction, and whether the way is cut. A cut is
/// silent, like a firewall's drop; the sender of a connection repeats, like TCP.
struct Network {
    private var delays: [VirtualTime]
    private var cuts: [UInt8]
    private var generator: SeededGenerator
    /// The share of messages that TCP must send twice, in thousandths.
    var lossPermille = 0

    /// The time from a lost segment to its repetition.
    static let retransmission = VirtualTime.milliseconds(200)

    init(generator: SeededGenerator) {
        self.generator = generator
        delays = Array(repeating: .microseconds(100), count: Site.count * Site.count)
        cuts = Array(repeating: 0, count: Site.count * Site.count)
    }

    /// Makes every message between the two sites take `delay`.
    mutating func setDelay(_ left: Site, _ right: Site, _ delay: VirtualTime) {
        delays[Self.way(left, right)] = delay
        delays[Self.way(right, left)] = delay
    }

    /// Cuts one direction. Cuts are counted, so that each fault heals only its own.
    mutating func cut(from: Site, to: Site) { cuts[Self.way(from, to)] += 1 }

    mutating func mend(from: Site, to: Site) {
        if cuts[Self.way(from, to)] > 0 { cuts[Self.way(from, to)] -= 1 }
    }

    mutating func mendAll() {
        for way in cuts.indices { cuts[way] = 0 }
        lossPermille = 0
    }

    func isOpen(from: Site, to: Site) -> Bool { cuts[Self.way(from, to)] == 0 }

    func isOpen(between left: Site, _ right: Site) -> Bool {
        isOpen(from: left, to: right) && isOpen(from: right, to: left)
    }

    /// The time of one message that leaves now; nil if the way is cut.
    mutating func delay(from: Site, to: Site) -> VirtualTime? {
        let way = Self.way(from, to)
        guard cuts[way] == 0 else { return nil }
        let draw = generator.next()
        let base = delays[way].nanoseconds
        let jitter = Int64(truncatingIfNeeded: draw & 0xFF) * base >> 9
        let isLost = lossPermille > 0 && Int(draw >> 32 & 1_023) < lossPermille
        return VirtualTime(nanoseconds: base + jitter + (isLost ? Self.retransmission.nanoseconds : 0))
    }

    private static func way(_ from: Site, _ to: Site) -> Int {
        from.number * Site.count + to.number
    }
}
