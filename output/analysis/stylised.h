/* Statistics behind the stylised facts of industries: sizes, growth, survival, concentration, two
 * outcomes. Pure functions of numbers; nothing is shared, so threads may call them at once. A
 * statistic that the numbers do not allow is NAN.
 *
 * GSL's minimiser is used, which calls GSL's error handler where it fails: programs should switch
 * the handler off. */
#ifndef AGGLO_OUTPUT_ANALYSIS_STYLISED_H
#define AGGLO_OUTPUT_ANALYSIS_STYLISED_H

#include <stddef.h>
#include <stdint.h>

/* Sum of the `largest` values over the sum of all, and the sum of squared shares (Herfindahl).
 * Values are at least 0; NAN if all are 0. Both sort x. */
double stylised_share_of_largest(double *x, size_t n, size_t largest);
double stylised_herfindahl(const double *x, size_t n);

/* The exponent z of a Pareto tail, P(size > s) ~ s^-z: least squares of ln(rank - 1/2) on ln s over
 * the largest `share` of all, at least `least` of them (Gabaix and Ibragimov 2011,
 * doi:10.1198/jbes.2009.06157; standard error z sqrt(2 / values used)). Sorts the sizes, which are
 * positive; NAN with fewer than `least`. */
double stylised_tail_exponent(double *sizes, size_t n, double share, size_t least);

/* The Subbotin (exponential power) density exp(-|x - m|^b / (b a^b)) / (2 a b^(1/b) G(1 + 1/b)),
 * where b = 1 is Laplace's and b = 2 Gauss's, by maximum likelihood in a and b around the median m
 * (Bottazzi and Secchi 2006, RAND Journal of Economics 37). `gaussian_p` is the
 * likelihood-ratio probability that a Gaussian around m fits no worse (chi-square, 1 degree of
 * freedom); it takes the values for independent ones. Sorts x. */
typedef struct {
    double median, scale, shape;
    double gaussian_p;
} stylised_subbotin_fit;
stylised_subbotin_fit stylised_subbotin(double *x, size_t n);

/* How the spread of growth falls with size: least-squares slope of the logarithm of the standard
 * deviation of growth on the mean logarithm of size, over `bins` classes of size with equally many
 * firms (Stanley et al. 1996, doi:10.1038/379804a0). NAN with fewer than 20 values a class. */
double stylised_size_variance(const double *sizes, const double *growth, size_t n, size_t bins);

/* Share still there at each age, from lives that ended or, if not `has_ended`, were only watched so
 * long: the product-limit estimate (Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452). At
 * an age beyond the longest watch: NAN. */
void stylised_survival(const double *years, const uint8_t *has_ended, size_t n, const double *ages,
                       size_t age_count, double *alive);

/* Do values fall into two groups? A mixture of two Gaussians by expectation maximisation, begun at
 * the cut that leaves the least variance within. `distance` is Ashman's D, sqrt(2) |m1 - m2| /
 * sqrt(s1^2 + s2^2): above 2 the groups are apart (Ashman et al. 1994, doi:10.1086/117248); it is 0
 * if by the Bayesian information criterion one Gaussian describes the values as well. `upper_share`
 * is the weight of the group with the larger mean. */
typedef struct {
    double distance, upper_share;
} stylised_modes;
stylised_modes stylised_two_modes(const double *x, size_t n);

#endif
