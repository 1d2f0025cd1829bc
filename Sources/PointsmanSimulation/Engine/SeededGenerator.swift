package import PointsmanScenarios

/// Random numbers that a seed repeats: xoshiro256** (Blackman and Vigna), whose state is filled by SplitMix64 as its
/// authors advise. It is our own, since the standard library promises no sequence.
package struct SeededGenerator: Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    package init(seed: UInt64) {
        var mixer = seed
        func mixed() -> UInt64 {
            mixer &+= 0x9E37_79B9_7F4A_7C15
            var word = mixer
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
        state = (mixed(), mixed(), mixed(), mixed())
    }

    package mutating func next() -> UInt64 {
        let product = state.1 &* 5
        let result = (product << 7 | product >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// A number from 0 to `bound` - 1.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True in `permille` of a thousand draws.
    package mutating func chance(permille: Int) -> Bool {
        below(1_000) < permille
    }

    package mutating func time(_ range: ClosedRange<VirtualTime>) -> VirtualTime {
        let width = UInt64(range.upperBound.nanoseconds - range.lowerBound.nanoseconds + 1)
        return range.lowerBound + VirtualTime(nanoseconds: Int64(next().multipliedFullWidth(by: width).high))
    }

    /// One of `choices`, which must not be empty.
    package mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element
    where Choices.Index == Int {
        choices[choices.startIndex + below(choices.count)]
    }
}
