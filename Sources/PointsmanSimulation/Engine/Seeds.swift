/// The generators of one run, one for each subject, made of one seed: another draw for one subject leaves the others as
/// they were.
package struct Seeds: Sendable {
    package enum Subject: UInt64, Sendable {
        case scenario = 1
        case network, workload, shells, promotions, names, operators, stops, reloads, hands, sources, moves, fleet
    }

    package let seed: UInt64

    package init(_ seed: UInt64) {
        self.seed = seed
    }

    package func generator(for subject: Subject) -> SeededGenerator {
        SeededGenerator(seed: seed &* 0xD134_2543_DE82_EF95 &+ subject.rawValue &* 0x2545_F491_4F6C_DD1D)
    }
}
