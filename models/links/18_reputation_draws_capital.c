/* Link 18: reputation draws venture funds and support firms (V established reputation to IV
 * entrepreneurial environment).
 *
 * What causes what. Investors and advisers open offices where they expect business: in regions with
 * a name, the more so the more start-ups look for money in vain (funds) or the more goes on
 * (support firms).
 *
 * Equations. Both enter as Poisson processes, at the rates
 *
 *     funds          lambda_vc0 + g18 * lambda_vc * V * (1 + unserved/10)       1/yr
 *     support firms  lambda_sup0 + g18 * lambda_sup * V * activity/50           1/yr
 *
 *     g18                      gain of the link                                 1
 *     lambda_vc0, lambda_vc    finance.lambda_vc0, finance.lambda_vc            1/yr
 *     lambda_sup0, lambda_sup  finance.lambda_sup0, finance.lambda_sup          1/yr
 *     V                        reputation                                       0...1
 *     unserved                 start-ups that sought money in the last deals
 *                              and got none                                     firms
 *     activity                 start-ups plus running projects                  number
 *
 * The first terms do not belong to the link: they stay when it is off.
 *
 * Source. The claim: Sasano 2006, DBJ14 (reputation brings support firms and venture capital).
 * Forms and sizes: assumption.
 *
 * Flux. Expected entries of funds and support firms by the second terms; entries per year. */
#include "models/links/18_reputation_draws_capital.h"

#include "models/parameters.h"

double link_18_funds(const struct parameters *p, double gain, double reputation, double unserved) {
    return p->finance_lambda_vc0 + gain * p->finance_lambda_vc * reputation * (1 + unserved / 10);
}

double link_18_support(const struct parameters *p, double gain, double reputation,
                       double activity) {
    return p->finance_lambda_sup0 + gain * p->finance_lambda_sup * reputation * activity / 50;
}

const causal_link link_18 = {
    .number = 18,
    .name = "reputation_draws_capital",
    .from = STATE_REPUTATION,
    .to = STATE_ENTREPRENEURSHIP,
    .mechanism = "Venture funds and support firms open offices in regions with a name, the more so "
                 "the more start-ups and projects they find.",
    .equation = "funds: finance.lambda_vc0 + g18 * finance.lambda_vc * V * (1 + unserved/10); "
                "support firms: finance.lambda_sup0 + g18 * finance.lambda_sup * V * (start-ups + "
                "running projects)/50",
    .source = "claim: Sasano 2006, DBJ14; forms and sizes: assumption",
    .flux = "expected entries of venture funds and support firms by the terms with V",
    .flux_unit = "entries/yr",
    .parameters = "finance.lambda_vc finance.lambda_vc0 finance.fund_size finance.lambda_sup "
                  "finance.lambda_sup0",
};
