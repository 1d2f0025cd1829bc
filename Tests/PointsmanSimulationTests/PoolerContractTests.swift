import PointsmanSimulation
import Testing

@Suite("The contract of PgBouncer, on the model")
struct PoolerContractTests {
    @Test("holds", arguments: PoolerContract.clauses)
    func holds(clause: PoolerContract.Clause) {
        let model = ContractModel()
        for (number, step) in (PoolerContract.beginning + clause.steps).enumerated() {
            #expect(model.perform(step) == nil, "step \(number - PoolerContract.beginning.count + 1), \(step)")
        }
    }

    @Test("can be broken: a step that isn't so is told")
    func breaks() {
        let model = ContractModel()
        #expect(model.perform(.isPaused(.writes, true)) != nil)
        #expect(model.perform(.resume(.writes, .done)) != nil)
        #expect(model.perform(.ask(client: 0)) == nil)
        #expect(model.perform(.isServed(client: 0, by: .second)) != nil)
        #expect(model.perform(.isWaiting(client: 0)) != nil)
    }
}
