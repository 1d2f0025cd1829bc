import PointsmanSimulation
import Testing

@Suite("The contract of PgBouncer, on the model")
struct PoolerContractTests {
    @Test("the modelled PgBouncer satisfies each clause of its contract", arguments: PoolerContract.clauses)
    func holds(clause: PoolerContract.Clause) {
        let model = ContractModel()
        for (number, step) in (PoolerContract.beginning + clause.steps).enumerated() {
            #expect(model.perform(step) == nil, "step \(number - PoolerContract.beginning.count + 1), \(step)")
        }
    }

    @Test("the contract's interpreter for the modelled PgBouncer reports every false step")
    func breaks() {
        let model = ContractModel()
        #expect(model.perform(.isPaused(.writes, true)) != nil)
        #expect(model.perform(.resume(.writes, .done)) != nil)
        #expect(model.perform(.ask(client: 0)) == nil)
        #expect(model.perform(.isServed(client: 0, by: .second)) != nil)
        #expect(model.perform(.isWaiting(client: 0)) != nil)
    }
}
