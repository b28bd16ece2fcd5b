#include "models/agents/agents.h"

/* From each field list: the rows that describe its columns, and the layout. */
#define DEFINE_LAYOUT(table, FIELDS, ROW)                                                          \
    static const column table##_columns[] = {FIELDS(ROW)};                                         \
    const columns_layout table##_layout = COLUMNS_LAYOUT(#table, table##_columns)

#define FIRM_ROW(...) COLUMNS_ROW(firms, __VA_ARGS__)
DEFINE_LAYOUT(firms, FIRM_FIELDS, FIRM_ROW);

#define PROJECT_ROW(...) COLUMNS_ROW(projects, __VA_ARGS__)
DEFINE_LAYOUT(projects, PROJECT_FIELDS, PROJECT_ROW);

#define PRODUCT_ROW(...) COLUMNS_ROW(products, __VA_ARGS__)
DEFINE_LAYOUT(products, PRODUCT_FIELDS, PRODUCT_ROW);

#define UNIVERSITY_ROW(...) COLUMNS_ROW(universities, __VA_ARGS__)
DEFINE_LAYOUT(universities, UNIVERSITY_FIELDS, UNIVERSITY_ROW);

#define HOSPITAL_ROW(...) COLUMNS_ROW(hospitals, __VA_ARGS__)
DEFINE_LAYOUT(hospitals, HOSPITAL_FIELDS, HOSPITAL_ROW);

#define FUND_ROW(...) COLUMNS_ROW(funds, __VA_ARGS__)
DEFINE_LAYOUT(funds, FUND_FIELDS, FUND_ROW);

#define REGION_ROW(...) COLUMNS_ROW(regions, __VA_ARGS__)
DEFINE_LAYOUT(regions, REGION_FIELDS, REGION_ROW);

#define AGENCY_ROW(...) COLUMNS_ROW(agencies, __VA_ARGS__)
DEFINE_LAYOUT(agencies, AGENCY_FIELDS, AGENCY_ROW);

#define ORDER_ROW(...) COLUMNS_ROW(orders, __VA_ARGS__)
DEFINE_LAYOUT(orders, ORDER_FIELDS, ORDER_ROW);

#define SPENDING_ROW(...) COLUMNS_ROW(spendings, __VA_ARGS__)
DEFINE_LAYOUT(spendings, SPENDING_FIELDS, SPENDING_ROW);

#define FLOW_ROW(...) COLUMNS_ROW(flows, __VA_ARGS__)
DEFINE_LAYOUT(flows, FLOW_FIELDS, FLOW_ROW);
