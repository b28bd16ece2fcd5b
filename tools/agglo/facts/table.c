/* The table of stylised facts: what each says, its band and its source. */
#include <math.h>

#include "tools/agglo/facts/facts.h"

const facts_fact facts_all[FACTS_COUNT] = {
    {"Production is skewed over regions: one, five and ten regions have 19, 48 and 69 % of it",
     "a world of at least ten Japanese regions",
     "shares of the largest regions in the sales of device makers (all firms but suppliers and "
     "contract manufacturers), and the sum of squared shares, means over "
     "years",
     "production by prefecture 2012 (Ministry of Health, Labour and Welfare, production "
     "statistics, "
     "table 40; DBJ14), +-20 % of each value"},
    {"Few firms are large: sizes have a Pareto tail near Zipf's law",
     "a result with at least 100 firms",
     "ln(rank - 1/2) on ln employees, largest fifth (at least 30) of established firms, mean over "
     "years",
     "Axtell 2001 (exponent 1.06; unchecked)"},
    {"Growth rates are tent-shaped: many small changes, more large ones than a Gaussian has",
     "a result with at least 100 firms",
     "yearly log growth of employees of established firms older than a year with more than five, "
     "by "
     "maximum likelihood",
     "Fu et al. 2005; Bottazzi and Secchi 2006"},
    {"Larger firms' growth varies less", "a result with at least 100 firms",
     "ln standard deviation of growth on ln employees, ten classes of size",
     "Riccaboni et al. 2008 (-0.14 to -0.20); Stanley et al. 1996"},
    {"Many young firms close, older ones less often", "regions in the United States",
     "product-limit estimate over all firms founded in the region after the burn-in; closing, "
     "leaving, and being sold without a team that stays are ends",
     "Bureau of Labor Statistics, manufacturing, cohort of 2013: 82.6/67.4/57.7/43.6 % after "
     "1/3/5/10 years, +-7 points"},
    {"Firms turn over: slowly in Japan, faster in the United States",
     "Japanese regions; regions in the United States",
     "foundings and entries, and closures, per firm and year",
     "White Paper on Small and Medium Enterprises 2019 (Japan 5.6/3.5 %; abroad 6.7-13.2/7.5-12.2 "
     "%)"},
    {"Universities spin out firms, most of which stay", "regions in the United States",
     "start-ups from research per billion $ of research (year-0 trend); share of those founded ten "
     "years before the end or earlier that did not move away",
     "Association of University Technology Managers, survey 2013 (12.6 per billion $, 75 % in the "
     "state)"},
    {"A funded programme brings a product from every second project, of all classes",
     "Japanese regions while grants (rd_grants, cluster_programme) are paid there",
     "share of projects begun ten years before the end or earlier that were launched; classes of "
     "all launches",
     "METI23: 115 products from 212 projects, 2010-2022; domestic devices 23, 20, 16 and 8 of "
     "class I to IV (34/30/24/12 %, +-8 points)"},
    {"Ventures are sold rather than floated, about ten years after founding",
     "regions in the United States",
     "sales over sales and flotations; median of years from founding to exit",
     "CB Insights 2015, 2016 (85-91 %); Evaluate, HSBC (medians of 7 to 13.4 years)"},
    {"There is a critical mass: replicates of a marginal region split into two outcomes",
     "a Japanese region alone in its world",
     "ln firms at the end: Ashman's D of a mixture of two Gaussians, 0 if one describes them as "
     "well; weight of the upper one",
     "Varga 2000 (sign); Sasano 2006 (mechanism); D above 2: Ashman et al. 1994"},
};

const facts_measure facts_measures[] = {
    {1, "first_share", "share of the first region", "1", 0.152, 0.228, &facts_space, 0},
    {1, "first_five_share", "share of the first five", "1", 0.384, 0.576, &facts_space, 1},
    {1, "first_ten_share", "share of the first ten", "1", 0.552, 0.828, &facts_space, 2},
    {1, "herfindahl", "Herfindahl index", "1", 0.056, 0.084, &facts_space, 3},
    {2, "tail_exponent", "tail exponent", "1", 0.9, 1.3, &facts_sizes, 0},
    {3, "subbotin_shape", "Subbotin shape b", "1", 0.6, 1.3, &facts_sizes, 1},
    {3, "gaussian_p", "probability of a Gaussian", "1", 0, 0.01, &facts_sizes, 2},
    {4, "size_variance_slope", "size-variance slope", "1", -0.25, -0.10, &facts_sizes, 3},
    {5, "alive_1", "alive after 1 year", "1", 0.756, 0.896, &facts_survival, 0},
    {5, "alive_3", "alive after 3 years", "1", 0.604, 0.744, &facts_survival, 1},
    {5, "alive_5", "alive after 5 years", "1", 0.507, 0.647, &facts_survival, 2},
    {5, "alive_10", "alive after 10 years", "1", 0.366, 0.506, &facts_survival, 3},
    {5, "late_hazard", "hazard at 3-10 years over 0-3", "1", 0, 1, &facts_survival, 4},
    {6, "entry_japan", "entry rate, Japan", "1/yr", 0.04, 0.07, &facts_turnover_japan, 0},
    {6, "exit_japan", "exit rate, Japan", "1/yr", 0.03, 0.05, &facts_turnover_japan, 1},
    {6, "entry_us", "entry rate, United States", "1/yr", 0.08, 0.13, &facts_turnover_us, 0},
    {6, "exit_us", "exit rate, United States", "1/yr", 0.08, 0.13, &facts_turnover_us, 1},
    {7, "spinouts", "start-ups per billion $", "1/bn$", 10, 15, &facts_spinouts, 0},
    {7, "staying", "share that stays", "1", 0.65, 0.85, &facts_spinouts, 1},
    {8, "yield", "products per project", "1", 0.45, 0.65, &facts_programme, 0},
    {8, "class_I", "share of class I", "1", 0.26, 0.42, &facts_programme, 1},
    {8, "class_II", "share of class II", "1", 0.22, 0.38, &facts_programme, 2},
    {8, "class_III", "share of class III", "1", 0.16, 0.32, &facts_programme, 3},
    {8, "class_IV", "share of class IV", "1", 0.04, 0.20, &facts_programme, 4},
    {9, "sold_share", "share of exits by sale", "1", 0.80, 0.92, &facts_exits, 0},
    {9, "exit_age", "age at exit", "yr", 7, 13, &facts_exits, 1},
    {10, "two_outcomes", "distance of two outcomes, D", "1", 2, INFINITY, &facts_outcomes, 0},
    {10, "take_off", "share of the upper outcome", "1", 0.05, 0.95, &facts_outcomes, 1},
};
const size_t facts_measure_count = sizeof facts_measures / sizeof facts_measures[0];
