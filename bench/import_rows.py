#!/usr/bin/env python3
"""Rows as offices send them: needs of 1,000 invented firms. usage: import_rows.py COUNT > needs.csv"""
import random
import sys

random.seed(202009)
JOBS = [("数控车工", "6-18-01-01", "数控车床操作、看图、量具使用", "负责轴承套圈的数控车加工，按图纸自检首件，能倒班"),
        ("焊工", "6-18-02-04", "二保焊、氩弧焊、看图", "焊接钢结构件，持证上岗，服从班组安排"),
        ("机床装调维修工", "6-20-03-01", "电气维修、液压、机械装配", "设备点检与维修，保养记录齐全"),
        ("质检员", "", "三坐标、量具使用、Excel", "来料与过程检验，填写检验记录，参与不合格品评审"),
        ("电工", "6-31-01-03", "低压电工、PLC", "车间供电与自动化设备维护，夜班轮值")]
COUNTIES = ["东昌府区", "茌平区", "阳谷县", "莘县", "东阿县", "冠县", "高唐县", "临清市"]
WORDS = "恒昌盛达博远泰鑫宏宇瑞丰金鼎联创华泽东成"


def firm(number):
    first = WORDS[number % 20] + WORDS[number // 20 % 20] + WORDS[(number * 7 + 3) % 20]
    return f"聊城{first}{number}机械有限公司"


print("序号,用人单位,岗位,人数,职业,技能要求,薪资待遇,到岗时间,工作地点,食宿,岗位职责")
for row in range(int(sys.argv[1])):
    title, code, skills, duties = JOBS[row % len(JOBS)]
    low = random.randrange(45, 80) * 100
    print(f"{row + 1},{firm(row // 100)},{title}{row % 100}号岗,{random.randrange(1, 20)}人,{code},{skills},"
          f"{low}-{low + 1500}元/月,2027-{random.randrange(1, 13):02d}-{random.randrange(1, 29):02d},"
          f"{COUNTIES[row // 100 % 8]},包吃住,{duties}。班次按月安排，第{row % 37}组。")
