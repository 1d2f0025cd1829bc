import PointsmanCore
import Testing

@Suite("A histogram of durations")
struct DurationHistogramTests {
    @Test("a histogram's bucket includes its bound, and the last one what is above all")
    func buckets() {
        var histogram = DurationHistogram(bounds: [.milliseconds(1), .milliseconds(10)])
        for microseconds in [0, 1_000, 1_001, 10_000, 10_001, 1_000_000] { histogram.add(.microseconds(microseconds)) }
        #expect(histogram.counts == [2, 2, 2])
        #expect(histogram.count == 6)
        #expect(histogram.sum == .microseconds(1_022_002))
    }

    @Test("the histogram bounds in use rise", arguments: [DurationHistogram.roundTrips, .interruptions])
    func bounds(histogram: DurationHistogram) {
        #expect(zip(histogram.bounds, histogram.bounds.dropFirst()).allSatisfy { $0 < $1 })
    }
}
