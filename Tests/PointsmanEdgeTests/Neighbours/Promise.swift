/// What an agent keeps to whatever its neighbours do.
enum Promise: String, CaseIterable, Sendable {
    case answers, memory, processor, service, end
}

/// One that was broken, with how.
struct Breach: Sendable, CustomStringConvertible {
    let promise: Promise
    let words: String

    init(_ promise: Promise, _ words: String) {
        self.promise = promise
        self.words = words
    }

    var description: String { "\(promise): \(words)" }
}

/// What one run has come to.
struct NeighbourReport: Sendable {
    var breaches: [Breach] = []
    /// Resident memory at the start, in bytes.
    var memory = 0
    /// The most that resident memory rose by, in bytes.
    var memoryGrowth = 0
    /// Of one core, from 0 up.
    var processorShare = 0.0
    /// Of `/livez`.
    var latencies: [Duration] = []
    var longestGap = Duration.zero
    var ending = Duration.zero

    /// `memory +1.2 MB, CPU 3 %, answers p50 12 ms, p99 20 ms, writes' longest gap 60 ms, end 300 ms`
    var figures: String {
        func at(_ share: Double) -> String {
            guard !latencies.isEmpty else { return "-" }
            return latencies.sorted()[Int(Double(latencies.count - 1) * share)].wholeMilliseconds
        }
        return """
            memory +\((Double(memoryGrowth) / 104_857.6).rounded() / 10) MB, CPU \(Int(processorShare * 100)) %, answers p50 \
            \(at(0.5)) p99 \(at(0.99)) ms, longest gap of writes \(longestGap.wholeMilliseconds) ms, end \(ending.wholeMilliseconds) ms
            """
    }
}

extension Duration {
    /// As text.
    var wholeMilliseconds: String { "\(Int(self / .milliseconds(1)))" }
}
